package io.sluice.s3;

import org.jspecify.annotations.Nullable;

/**
 * What SDKs count their tries in: {@code amz-sdk-request: attempt=2; max=3}. Source: AWS SDKs and
 * Tools Reference Guide, "Retry behavior".
 */
public final class SdkTries {
  /** The header's name. */
  public static final String HEADER = "amz-sdk-request";

  private static final String ATTEMPT = "attempt=";

  private SdkTries() {}

  /** Whether a client says that this is not its first try; null and nonsense say nothing. */
  public static boolean isRetry(@Nullable String tries) {
    int at = tries == null ? -1 : tries.indexOf(ATTEMPT);
    if (tries == null || at < 0) {
      return false;
    }
    int number = at + ATTEMPT.length();
    boolean isFirst =
        tries.startsWith("1", number)
            && (number + 1 == tries.length() || tries.charAt(number + 1) == ';');
    return !isFirst;
  }
}
