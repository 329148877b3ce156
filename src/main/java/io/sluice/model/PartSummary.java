package io.sluice.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part that was acknowledged.
 *
 * @param number 1 to 10,000
 * @param lastModified when it was written
 * @param etag MD5 in hexadecimal, without quotes
 * @param sizeBytes its length
 * @param checksum the one that its upload keeps, or null
 */
public record PartSummary(
    int number, Instant lastModified, String etag, long sizeBytes, @Nullable Checksum checksum) {}
