package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part as a client names it when it completes an upload.
 *
 * @param number 1 to 10,000
 * @param etag without quotes
 * @param checksum what the client says of it, or null
 */
public record CompletedPart(int number, String etag, @Nullable Checksum checksum) {

  /** Why parts can't be put together in this order, or null when they can. */
  public static @Nullable Refusal orderRefusal(List<CompletedPart> parts) {
    int last = 0;
    for (CompletedPart part : parts) {
      if (part.number() <= last) {
        return new Refusal(
            Reason.INVALID_PART_ORDER,
            "The list of parts was not in ascending order. The parts list must be specified in"
                + " order by part number.");
      }
      last = part.number();
    }
    return null;
  }
}
