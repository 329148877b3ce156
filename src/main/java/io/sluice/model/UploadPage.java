package io.sluice.model;

import java.util.List;

/**
 * One page of uploads.
 *
 * @param uploads in key order; of one key the oldest first
 * @param commonPrefixes in key order
 * @param truncated whether anything follows
 * @param nextKeyMarker the last key or common prefix of this page; empty when nothing follows
 * @param nextUploadIdMarker the last upload of that key; empty when nothing follows or the marker
 *     is a common prefix
 */
public record UploadPage(
    List<UploadSummary> uploads,
    List<ObjectKey> commonPrefixes,
    boolean truncated,
    String nextKeyMarker,
    String nextUploadIdMarker) {
  public UploadPage {
    uploads = List.copyOf(uploads);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
