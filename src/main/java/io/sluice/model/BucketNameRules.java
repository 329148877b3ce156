package io.sluice.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names a bucket, and so a volume, can have.
 *
 * <p>Source: S3 user guide, "General purpose bucket naming rules". Reserved prefixes and suffixes
 * of AWS itself ({@code xn--}, {@code -s3alias}) mean nothing here and are allowed.
 */
public final class BucketNameRules {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private BucketNameRules() {}

  /** Why a bucket can't have this name, or null when it can. */
  public static @Nullable Refusal refusal(String name) {
    return isValid(name)
        ? null
        : new Refusal(Reason.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
  }

  private static boolean isValid(String name) {
    return FORM.matcher(name).matches()
        && !name.contains("..")
        && !name.contains("-.")
        && !name.contains(".-")
        && !IP_ADDRESS.matcher(name).matches();
  }
}
