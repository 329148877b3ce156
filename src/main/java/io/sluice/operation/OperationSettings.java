package io.sluice.operation;

/**
 * Limits of requests.
 *
 * @param region answered by GetBucketLocation
 * @param maxPutBytes the longest body of one PutObject
 * @param maxPartBytes the longest part
 * @param maxXmlBytes the longest XML document in a request
 */
public record OperationSettings(
    String region, long maxPutBytes, long maxPartBytes, int maxXmlBytes) {}
