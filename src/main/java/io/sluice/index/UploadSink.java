package io.sluice.index;

import io.sluice.model.ObjectKey;

/** Takes the rows of uploads; their texts are the caller's. */
public interface UploadSink {
  void putUpload(ObjectKey key, String uploadId, String json);

  void putPart(String uploadId, int number, String json);
}
