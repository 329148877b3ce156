package io.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * An expected "no": a value that travels up to the one place where it becomes an S3 error.
 *
 * @param reason what kind of refusal
 * @param message one sentence that the client can act on; never holds a secret
 * @param region what the client should have signed for, where that was the fault; else null
 */
public record Refusal(Reason reason, String message, @Nullable String region) {
  public Refusal {
    if (message.isBlank()) {
      throw new IllegalArgumentException("a refusal says why");
    }
  }

  public Refusal(Reason reason, String message) {
    this(reason, message, null);
  }

  /** This refusal as an exception, for crossing a stream or a future. */
  public RefusedException asException() {
    return new RefusedException(this);
  }

  /** A refusal as an exception, for crossing a stream or a future. */
  public static RefusedException exception(Reason reason, String message) {
    return new RefusedException(new Refusal(reason, message));
  }
}
