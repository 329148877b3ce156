package io.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * What CreateMultipartUpload fixed for an upload.
 *
 * @param metadata of the object to be
 * @param algorithm the checksum that parts carry, null when the client asked for none
 * @param checksumType how the object's checksum is made from the parts', null with no algorithm
 */
public record UploadSpec(
    ObjectMetadata metadata,
    @Nullable ChecksumAlgorithm algorithm,
    Checksum.@Nullable Type checksumType) {}
