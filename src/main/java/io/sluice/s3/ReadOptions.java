package io.sluice.s3;

import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * How an object is read by GET or HEAD.
 *
 * @param conditions when to answer at all
 * @param range the bytes asked for, or null for all; never together with a part number
 * @param rangeCondition of which state the range is wanted, null for any
 * @param partNumber the part asked for, 1 to 10,000, or null
 * @param overrides headers to answer instead of the stored ones
 * @param checksums whether checksums are to be answered
 */
public record ReadOptions(
    Conditions conditions,
    @Nullable ByteRange range,
    @Nullable RangeCondition rangeCondition,
    @Nullable Integer partNumber,
    ResponseOverrides overrides,
    boolean checksums) {

  /** The whole object, unconditionally. */
  public static final ReadOptions WHOLE =
      new ReadOptions(Conditions.NONE, null, null, null, ResponseOverrides.NONE, false);

  /** The same for an object in this state: without the range if that is wanted of another one. */
  public ReadOptions of(ObjectEntry entry) {
    return range == null || rangeCondition == null || rangeCondition.holds(entry)
        ? this
        : new ReadOptions(conditions, null, null, partNumber, overrides, checksums);
  }
}
