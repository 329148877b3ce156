package io.sluice.model;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param objects in key order
 * @param commonPrefixes in key order
 * @param truncated whether anything follows
 * @param position the last thing emitted; equal to the query's when nothing was
 */
public record ListPage(
    List<ListedObject> objects,
    List<ObjectKey> commonPrefixes,
    boolean truncated,
    ListPosition position) {
  public ListPage {
    objects = List.copyOf(objects);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
