package io.sluice.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names a volume, and so a bucket, can have: 3 to 63 lower-case letters, digits, dots and
 * hyphens, with a letter or digit at both ends, no two dots side by side and not in the form of an
 * IPv4 address.
 *
 * <p>Source: S3 user guide, "General purpose bucket naming rules".
 */
public final class VolumeName {
  private static final int MIN_LENGTH = 3;
  private static final int MAX_LENGTH = 63;
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private VolumeName() {}

  public static boolean isValid(String name) {
    return fault(name) == null;
  }

  /** What is wrong with a name, as the end of a sentence; null when it is a good one. */
  public static @Nullable String fault(String name) {
    if (!hasShape(name)) {
      return "must be 3 to 63 lower-case letters, digits, dots and hyphens,"
          + " with a letter or digit at both ends";
    }
    if (name.contains("..")) {
      return "must not hold two dots side by side";
    }
    if (name.contains("-.") || name.contains(".-")) {
      return "must not hold a dot beside a hyphen";
    }
    if (isDigit(name.charAt(0)) && ADDRESS.matcher(name).matches()) {
      return "must not look like an IPv4 address";
    }
    return name.startsWith("xn--") ? "must not start with xn--" : null;
  }

  // By hand: every request asks, and a pattern costs it more than its parsing.
  private static boolean hasShape(String name) {
    int last = name.length() - 1;
    if (name.length() < MIN_LENGTH || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i <= last; i++) {
      char c = name.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || isDigit(c);
      if (!plain && (i == 0 || i == last || (c != '.' && c != '-'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Why a bucket can't have this name, or null when it can. */
  public static @Nullable Refusal refusal(String name) {
    String fault = fault(name);
    return fault == null
        ? null
        : new Refusal(Reason.INVALID_BUCKET_NAME, "The bucket name " + fault + ".");
  }
}
