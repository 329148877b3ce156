package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the parts of an upload.
 *
 * @param parts by number; not changed any more
 * @param truncated whether more follow
 * @param checksum the algorithm that the upload was begun with, or null
 * @param checksumType what its checksum will be over; null exactly when the algorithm is
 */
public record PartPage(
    List<PartSummary> parts,
    boolean truncated,
    @Nullable ChecksumAlgorithm checksum,
    Checksum.@Nullable Type checksumType) {}
