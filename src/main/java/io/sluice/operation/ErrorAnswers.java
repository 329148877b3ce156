package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ErrorTable;
import io.sluice.s3.RequestHead;
import io.sluice.s3.S3Error;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes S3's error answers from refusals. */
public final class ErrorAnswers implements ErrorDocuments {
  private static final Map.Entry<String, String> XML = Map.entry("Content-Type", "application/xml");

  /** Without versions nothing is ever hidden by a marker, which clients may want to know. */
  private static final Map.Entry<String, String> NOT_DELETED =
      Map.entry("x-amz-delete-marker", "false");

  @Override
  public S3Response of(Refusal refusal, RequestHead head, String requestId, String hostId) {
    S3Error error = ErrorTable.error(refusal.reason());
    if (!error.hasDocument()) {
      return Answers.empty(error.status());
    }
    byte[] document = ErrorTable.document(refusal, head.rawPath(), requestId, hostId);
    return new S3Response(
        error.status(), headers(refusal), new ResponseBody.Bytes(Buffer.buffer(document)));
  }

  /** Some of what the document says is in headers too: an answer to HEAD has no document. */
  private static List<Map.Entry<String, String>> headers(Refusal refusal) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(2);
    headers.add(XML);
    if (refusal.reason() == Reason.NO_SUCH_KEY) {
      headers.add(NOT_DELETED);
    }
    String region = refusal.details().get(Refusal.REGION);
    if (region != null) {
      headers.add(Map.entry("x-amz-bucket-region", region)); // SDKs sign again for this one.
    }
    String size = refusal.details().get(Refusal.ACTUAL_SIZE);
    if (size != null) {
      headers.add(Map.entry("Content-Range", "bytes */" + size));
    }
    return headers;
  }
}
