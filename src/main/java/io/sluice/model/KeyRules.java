package io.sluice.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a volume can hold. A key is refused, never silently changed, so that no two keys name
 * one file: no empty, {@code .} or {@code ..} segments, no NUL, at most {@value #MAX_KEY_BYTES}
 * bytes in all and {@value #MAX_NAME_BYTES} a segment, and nothing in the reserved folders.
 */
public final class KeyRules {
  /** The longest key in bytes of UTF-8 (S3 user guide, "Naming objects"). */
  public static final int MAX_KEY_BYTES = 1024;

  /** The longest file name in bytes (NAME_MAX in limits.h). */
  public static final int MAX_NAME_BYTES = 255;

  /** The folder for bodies and parts that are not yet published. */
  public static final String STAGING_NAME = ".s3compat_uploads";

  /** The folder for what Sluice keeps on a volume: sidecars, the lease, index backups. */
  public static final String PRIVATE_NAME = ".sluice";

  private static final Set<String> RESERVED = Set.of(STAGING_NAME, PRIVATE_NAME);

  private KeyRules() {}

  /** Whether a name at the root of a volume is invisible to every operation. */
  public static boolean isReserved(String rootName) {
    return RESERVED.contains(rootName);
  }

  /** Whether a key lies in, or is, one of the reserved folders. */
  public static boolean isReserved(ObjectKey key) {
    String text = key.toString();
    int slash = text.indexOf('/');
    return isReserved(slash < 0 ? text : text.substring(0, slash));
  }

  /** Why a volume can't hold this key, or null when it can. */
  public static @Nullable Refusal refusal(ObjectKey key) {
    String text = key.toString();
    if (text.isEmpty()) {
      return new Refusal(Reason.INVALID_KEY, "The key is empty.");
    }
    if (key.lengthBytes() > MAX_KEY_BYTES) {
      return new Refusal(
          Reason.KEY_TOO_LONG, "The key is longer than " + MAX_KEY_BYTES + " bytes of UTF-8.");
    }
    if (text.indexOf('\0') >= 0) {
      return new Refusal(Reason.INVALID_KEY, "The key holds a NUL character.");
    }
    if (isReserved(key)) {
      return new Refusal(
          Reason.INVALID_KEY, "The key lies in a folder that the gateway keeps for itself.");
    }
    int start = 0;
    int last = key.isDirectory() ? text.length() - 1 : text.length();
    while (start <= last) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 || slash > last ? last : slash;
      Refusal refusal = segmentRefusal(text.substring(start, end));
      if (refusal != null) {
        return refusal;
      }
      start = end + 1;
    }
    return null;
  }

  private static @Nullable Refusal segmentRefusal(String segment) {
    if (segment.isEmpty()) {
      return new Refusal(
          Reason.INVALID_KEY, "The key has an empty segment: '//' or a leading slash.");
    }
    if (segment.equals(".") || segment.equals("..")) {
      return new Refusal(Reason.INVALID_KEY, "The key has a segment '" + segment + "'.");
    }
    if (segment.length() * 3 > MAX_NAME_BYTES
        && ObjectKey.of(segment).lengthBytes() > MAX_NAME_BYTES) {
      return new Refusal(
          Reason.KEY_TOO_LONG,
          "A segment of the key is longer than " + MAX_NAME_BYTES + " bytes of UTF-8.");
    }
    return null;
  }
}
