package io.sluice.s3;

import io.sluice.model.Conditions;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of which state of an object a range is wanted: what was begun with another state must be read
 * from its start (If-Range; RFC 9110, section 13.1.5).
 */
public sealed interface RangeCondition {
  /** The state with this tag, which has no quotes; a weak one is that of no state. */
  record Tag(String value) implements RangeCondition {}

  /** The state that was last modified in this very second. */
  record Modified(Instant second) implements RangeCondition {}

  /** What an If-Range header says, null without one. */
  static @Nullable RangeCondition parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    Instant date = HttpDates.parse(header);
    return date == null ? new Tag(EntityTag.unquoted(header.strip())) : new Modified(date);
  }

  /** Whether the object is in that state. */
  default boolean holds(ObjectEntry entry) {
    return switch (this) {
      case Tag(String value) -> entry.hasTag(value);
      case Modified(Instant second) -> second.equals(Conditions.modified(entry));
    };
  }
}
