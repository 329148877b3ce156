package io.sluice.http;

import io.sluice.operation.RequestNotes;
import io.sluice.s3.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request.
 *
 * @param notes what became clear of it while it was answered
 * @param remote the client's address
 * @param status the status that was sent, 0 when the client went before any was
 * @param errorCode of S3, or {@link #CUT_OFF}, null for a success
 * @param bytesIn body bytes received
 * @param bytesOut body bytes given to the socket
 * @param nanos from the whole head received to the answer sent
 */
public record RequestSummary(
    RequestHead head,
    RequestNotes notes,
    String remote,
    int status,
    @Nullable String errorCode,
    long bytesIn,
    long bytesOut,
    long nanos,
    String requestId) {
  /** The error code of a request that was at work when the node had drained for long enough. */
  public static final String CUT_OFF = "DrainTimeout";
}
