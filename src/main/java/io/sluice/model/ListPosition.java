package io.sluice.model;

/**
 * Where a listing goes on: strictly after the last thing that was emitted.
 *
 * @param after the last key or common prefix
 * @param isPrefix whether it was a common prefix, so that every key starting with it is behind us
 */
public record ListPosition(ObjectKey after, boolean isPrefix) {
  /** Before every key. */
  public static final ListPosition START = new ListPosition(ObjectKey.ROOT, false);
}
