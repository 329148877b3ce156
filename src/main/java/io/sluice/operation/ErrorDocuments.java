package io.sluice.operation;

import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;

/** Makes the answer for a refusal: status, headers and XML. Pure; called on any thread. */
public interface ErrorDocuments {
  /**
   * The error answer for a refused request.
   *
   * @param head the request, as far as it could be read
   * @param requestId what the answer carries as x-amz-request-id
   * @param hostId what the answer carries as x-amz-id-2
   * @return an answer whose body is empty or bytes
   */
  S3Response of(Refusal refusal, RequestHead head, String requestId, String hostId);
}
