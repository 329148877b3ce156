package io.sluice.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tags of an object or a bucket may be.
 *
 * <p>Source: S3 user guide, "Categorizing your objects using tags"; "Using cost allocation S3
 * bucket tags".
 */
public final class TagRules {
  /** The most tags of one object. */
  public static final int MAX_TAGS = 10;

  /** The most tags of one bucket. */
  public static final int MAX_BUCKET_TAGS = 50;

  /** The longest name of a tag, in Unicode characters. */
  public static final int MAX_KEY_CHARACTERS = 128;

  /** The longest value of a tag, in Unicode characters. */
  public static final int MAX_VALUE_CHARACTERS = 256;

  /** Letters, digits and spaces of any script, and some marks. */
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  private static final String SYSTEM = "aws:";

  private TagRules() {}

  /** An object's tags by name; refuses with INVALID_TAG what breaks a rule. */
  public static Map<String, String> checked(List<Map.Entry<String, String>> tags) {
    Map<String, String> byName = byName(tags);
    if (byName.size() > MAX_TAGS) {
      refuse("Object tags cannot be greater than " + MAX_TAGS);
    }
    return byName;
  }

  /** The same of a bucket. */
  public static Map<String, String> checkedOfBucket(List<Map.Entry<String, String>> tags) {
    Map<String, String> byName = byName(tags);
    if (byName.size() > MAX_BUCKET_TAGS) {
      refuse("Bucket tag count cannot be greater than " + MAX_BUCKET_TAGS);
    }
    return byName;
  }

  private static Map<String, String> byName(List<Map.Entry<String, String>> tags) {
    Map<String, String> byName = new TreeMap<>();
    for (Map.Entry<String, String> tag : tags) {
      refuse(tagFault(tag.getKey(), tag.getValue()));
      if (byName.put(tag.getKey(), tag.getValue()) != null) {
        refuse("Cannot provide multiple Tags with the same key");
      }
    }
    return byName;
  }

  /** Whether tags that somebody else may have written keep the rules. */
  public static boolean areValid(Map<String, String> tags) {
    return tags.size() <= MAX_TAGS
        && tags.entrySet().stream().allMatch(tag -> tagFault(tag.getKey(), tag.getValue()) == null);
  }

  private static @Nullable String tagFault(String key, String value) {
    if (key.isEmpty() || isLonger(key, MAX_KEY_CHARACTERS) || !ALLOWED.matcher(key).matches()) {
      return "The TagKey you have provided is invalid";
    }
    if (key.startsWith(SYSTEM)) {
      return "System tags cannot be added/updated by requester";
    }
    if (isLonger(value, MAX_VALUE_CHARACTERS) || !ALLOWED.matcher(value).matches()) {
      return "The TagValue you have provided is invalid";
    }
    return null;
  }

  private static boolean isLonger(String text, int characters) {
    return text.codePointCount(0, text.length()) > characters;
  }

  private static void refuse(@Nullable String fault) {
    if (fault != null) {
      throw Refusal.exception(Reason.INVALID_TAG, fault + ".");
    }
  }
}
