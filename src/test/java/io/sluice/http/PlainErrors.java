package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.ErrorDocuments;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** Error answers with just enough of S3 in them to tell them apart. */
final class PlainErrors implements ErrorDocuments {
  @Override
  public S3Response of(Refusal refusal, RequestHead head, String requestId, String hostId) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><RequestId>%s</RequestId></Error>"
            .formatted(refusal.reason(), requestId);
    return new S3Response(
        status(refusal.reason()),
        List.of(Map.entry("Content-Type", "application/xml")),
        new ResponseBody.Bytes(Buffer.buffer(xml)));
  }

  private static int status(Reason reason) {
    if (reason == Reason.INTERNAL_ERROR) {
      return 500;
    }
    if (reason == Reason.SLOW_DOWN || reason == Reason.SERVICE_UNAVAILABLE) {
      return 503;
    }
    return reason == Reason.INSUFFICIENT_STORAGE ? 507 : 400;
  }
}
