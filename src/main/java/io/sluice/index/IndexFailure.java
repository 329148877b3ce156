package io.sluice.index;

/** The index can't be used. */
public final class IndexFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, for the one who decides between refusing to start and rebuilding. */
  public enum Kind {
    NEWER_FORMAT,
    DAMAGED,
    IN_USE,
    IO
  }

  private final Kind kind;

  public IndexFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
