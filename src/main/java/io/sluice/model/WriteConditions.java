package io.sluice.model;

import java.util.List;

/**
 * What must be true of a key when something is published under it or removed from it.
 *
 * @param mustBeAbsent {@code If-None-Match: *}
 * @param tags {@code If-Match}: one of these ETags, without quotes; {@code *} for any; empty for no condition
 */
public record WriteConditions(boolean mustBeAbsent, List<String> tags) {
  public static final WriteConditions NONE = new WriteConditions(false, List.of());

  public WriteConditions {
    tags = List.copyOf(tags);
  }

  public boolean isEmpty() {
    return !mustBeAbsent && tags.isEmpty();
  }
}
