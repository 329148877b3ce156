package io.sluice.s3;

import io.sluice.model.Conditions;
import org.jspecify.annotations.Nullable;

/**
 * How an object is read by GET or HEAD.
 *
 * @param conditions when to answer at all
 * @param range the bytes asked for, or null for all; never together with a part number
 * @param partNumber the part asked for, 1 to 10,000, or null
 * @param overrides headers to answer instead of the stored ones
 * @param checksums whether checksums are to be answered
 */
public record ReadOptions(
    Conditions conditions,
    @Nullable ByteRange range,
    @Nullable Integer partNumber,
    ResponseOverrides overrides,
    boolean checksums) {

  /** The whole object, unconditionally. */
  public static final ReadOptions WHOLE =
      new ReadOptions(Conditions.NONE, null, null, ResponseOverrides.NONE, false);
}
