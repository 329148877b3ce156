package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ErrorTable;
import io.sluice.s3.RequestHead;
import io.sluice.s3.S3Error;
import io.vertx.core.buffer.Buffer;
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
    List<Map.Entry<String, String>> headers =
        refusal.reason() == Reason.NO_SUCH_KEY ? List.of(XML, NOT_DELETED) : List.of(XML);
    byte[] document = ErrorTable.document(refusal, head.rawPath(), requestId, hostId);
    return new S3Response(error.status(), headers, new ResponseBody.Bytes(Buffer.buffer(document)));
  }
}
