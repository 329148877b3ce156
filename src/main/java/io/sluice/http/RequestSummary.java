package io.sluice.http;

import io.sluice.s3.RequestHead;

/**
 * What became of one request.
 *
 * @param status the status that was sent, 0 when the client went before any was
 * @param bytesIn body bytes received
 * @param bytesOut body bytes given to the socket
 * @param nanos from the whole head received to the answer sent
 */
public record RequestSummary(
    RequestHead head, int status, long bytesIn, long bytesOut, long nanos, String requestId) {}
