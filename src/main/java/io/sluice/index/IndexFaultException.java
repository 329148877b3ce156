package io.sluice.index;

/**
 * An open index that failed. After {@link IndexFailure.Kind#DAMAGED} the next {@link
 * VolumeIndex#open} says so too, so that the index is made anew from the volume.
 */
public final class IndexFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final IndexFailure.Kind kind;

  public IndexFaultException(IndexFailure.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public IndexFailure.Kind kind() {
    return kind;
  }
}
