package io.sluice.s3;

import io.sluice.model.ListPosition;
import io.sluice.model.ObjectKey;

/** Where listings start that name a key or a common prefix instead of a token. */
public final class Markers {
  private Markers() {}

  /**
   * The position after a marker, a start-after or a key-marker. S3 leaves out a common prefix that
   * is not greater than the marker, so a marker that is a common prefix, or lies within one, has
   * all of that prefix behind it.
   *
   * @param marker any text, not only a key; empty for the beginning
   */
  public static ListPosition positionAfter(String marker, String prefix, String delimiter) {
    if (marker.isEmpty()) {
      return ListPosition.START;
    }
    if (!delimiter.isEmpty() && marker.startsWith(prefix)) {
      int at = marker.indexOf(delimiter, prefix.length());
      if (at >= 0) {
        return new ListPosition(ObjectKey.of(marker.substring(0, at + delimiter.length())), true);
      }
    }
    return new ListPosition(ObjectKey.of(marker), false);
  }
}
