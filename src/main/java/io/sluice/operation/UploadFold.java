package io.sluice.operation;

import io.sluice.model.ObjectKey;
import io.sluice.model.UploadPage;
import io.sluice.model.UploadSummary;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import java.util.ArrayList;
import java.util.List;

/** Fills one page of uploads, folding keys that hold the delimiter after the prefix. */
final class UploadFold {
  private final ListParameters list;
  private final ObjectKey keyMarker;
  private final List<UploadSummary> uploads = new ArrayList<>();
  private final List<ObjectKey> commonPrefixes = new ArrayList<>();
  private String nextKeyMarker = "";
  private String nextUploadIdMarker = "";

  UploadFold(S3Request.ListMultipartUploads request) {
    this.list = request.list();
    this.keyMarker = ObjectKey.of(request.keyMarker());
  }

  /** Takes the next upload in order; false when the page had no room for it. */
  boolean add(UploadSummary upload) {
    String key = upload.key().toString();
    int at =
        list.delimiter().isEmpty() ? -1 : key.indexOf(list.delimiter(), list.prefix().length());
    if (at < 0) {
      if (isFull()) {
        return false;
      }
      uploads.add(upload);
      nextKeyMarker = key;
      nextUploadIdMarker = upload.uploadId();
      return true;
    }
    ObjectKey prefix = ObjectKey.of(key.substring(0, at + list.delimiter().length()));
    boolean isBehind =
        keyMarker.startsWith(prefix)
            || (!commonPrefixes.isEmpty() && commonPrefixes.getLast().equals(prefix));
    if (isBehind) {
      return true;
    }
    if (isFull()) {
      return false;
    }
    commonPrefixes.add(prefix);
    nextKeyMarker = prefix.toString();
    nextUploadIdMarker = "";
    return true;
  }

  private boolean isFull() {
    return uploads.size() + commonPrefixes.size() >= list.maxEntries();
  }

  UploadPage page(boolean truncated) {
    // A page without room for anything leads nowhere: a client that went on would never end.
    return truncated && list.maxEntries() > 0
        ? new UploadPage(uploads, commonPrefixes, true, nextKeyMarker, nextUploadIdMarker)
        : new UploadPage(uploads, commonPrefixes, false, "", "");
  }
}
