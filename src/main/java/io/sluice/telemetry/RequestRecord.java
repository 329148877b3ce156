package io.sluice.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * One answered request.
 *
 * @param requestId as sent in {@code x-amz-request-id}
 * @param remote address of the client
 * @param user who asked, null when that never became clear
 * @param accessKey with which key, null when that never became clear
 * @param method of HTTP
 * @param operation the S3 operation, such as {@code PutObject}; {@code Unknown} when there is none
 * @param volume the bucket, null when none was named
 * @param key the object's key, null when none was named
 * @param status of the answer
 * @param errorCode of S3, or {@code DrainTimeout} when it was cut off, null for a success
 * @param receivedBytes of the request's body
 * @param sentBytes of the answer's body
 * @param nanos from the request's first line to the answer's last byte
 */
public record RequestRecord(
    String requestId,
    String remote,
    @Nullable String user,
    @Nullable String accessKey,
    String method,
    String operation,
    @Nullable String volume,
    @Nullable String key,
    int status,
    @Nullable String errorCode,
    long receivedBytes,
    long sentBytes,
    long nanos) {}
