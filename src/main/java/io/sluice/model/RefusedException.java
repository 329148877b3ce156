package io.sluice.model;

/**
 * Carries a {@link Refusal} across a stream or a future. It is an answer, not a surprise: it has no
 * stack trace and is never logged as a fault.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.reason() + ": " + refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
