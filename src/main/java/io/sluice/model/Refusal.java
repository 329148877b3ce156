package io.sluice.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An expected "no": a value that travels up to the one place where it becomes an S3 error.
 *
 * @param reason what kind of refusal
 * @param message one sentence that the client can act on; never holds a secret
 * @param details what else programs read of it: elements of the error document, by name
 */
public record Refusal(Reason reason, String message, Map<String, String> details) {
  /** The region that the client should have signed for. */
  public static final String REGION = "Region";

  /** The length in bytes of an object of which another range was asked for. */
  public static final String ACTUAL_SIZE = "ActualObjectSize";

  /** The range that it has not. */
  public static final String RANGE = "RangeRequested";

  public Refusal {
    // Nodes of older versions send none.
    details =
        details == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(details));
    if (message.isBlank()) {
      throw new IllegalArgumentException("a refusal says why");
    }
  }

  public Refusal(Reason reason, String message) {
    this(reason, message, Map.of());
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
