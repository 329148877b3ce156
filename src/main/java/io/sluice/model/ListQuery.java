package io.sluice.model;

/**
 * What one page of a listing shows.
 *
 * @param prefix only keys that start with these bytes; need not end at a segment
 * @param delimiter folds keys that hold it after the prefix into common prefixes; empty for none
 * @param position where to go on
 * @param maxKeys the most objects and common prefixes together, 0 to 1,000
 */
public record ListQuery(ObjectKey prefix, String delimiter, ListPosition position, int maxKeys) {
  public ListQuery {
    if (maxKeys < 0 || maxKeys > 1000) {
      throw new IllegalArgumentException("max-keys out of range: " + maxKeys);
    }
  }
}
