package io.sluice.s3;

/**
 * What the listing requests have in common.
 *
 * @param prefix only names that start with this; empty for all
 * @param delimiter folds names that hold it after the prefix; empty for none
 * @param maxEntries the most entries of a page, 0 to 1,000; larger wishes are capped
 * @param urlEncoded whether names in the answer are percent-encoded
 */
public record ListParameters(String prefix, String delimiter, int maxEntries, boolean urlEncoded) {
  /** The most that one page holds, and the default. */
  public static final int MAX_ENTRIES = 1000;

  public ListParameters {
    if (maxEntries < 0 || maxEntries > MAX_ENTRIES) {
      throw new IllegalArgumentException("entries of a page out of range: " + maxEntries);
    }
  }
}
