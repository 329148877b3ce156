package io.sluice.volume;

import io.sluice.model.ObjectEntry;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.WriteConditions;
import org.jspecify.annotations.Nullable;

/**
 * Whether a write's conditions hold against the object as it is.
 *
 * <p>Source: S3 user guide, "Conditional writes"; RFC 9110, 13.1.
 */
final class ConditionCheck {
  private ConditionCheck() {}

  /** Why the write must not happen, or null when it may. */
  static @Nullable Refusal refusal(WriteConditions conditions, @Nullable ObjectEntry current) {
    if (conditions.mustBeAbsent() && current != null) {
      return failed("The key exists, and the request wants it absent (If-None-Match).");
    }
    if (conditions.tags().isEmpty()) {
      return null;
    }
    if (current == null) {
      return new Refusal(Reason.NO_SUCH_KEY, "The key that If-Match speaks of does not exist.");
    }
    boolean matches =
        conditions.tags().stream().anyMatch(tag -> tag.equals("*") || current.hasTag(tag));
    return matches ? null : failed("The object's ETag is not the one in If-Match.");
  }

  private static Refusal failed(String message) {
    return new Refusal(Reason.PRECONDITION_FAILED, message);
  }
}
