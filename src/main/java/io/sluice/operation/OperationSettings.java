package io.sluice.operation;

import io.sluice.model.ChecksumAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * Limits of requests.
 *
 * @param region answered by GetBucketLocation
 * @param maxPutBytes the longest body of one PutObject
 * @param maxPartBytes the longest part
 * @param minPartBytes the shortest part but the last of an upload, 0 for none
 * @param defaultChecksum what an object gets whose writer named no checksum; null for none
 * @param maxXmlBytes the longest XML document in a request, but for CompleteMultipartUpload, which
 *     may always name all its parts
 */
public record OperationSettings(
    String region,
    long maxPutBytes,
    long maxPartBytes,
    long minPartBytes,
    @Nullable ChecksumAlgorithm defaultChecksum,
    int maxXmlBytes) {}
