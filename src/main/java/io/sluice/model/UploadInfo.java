package io.sluice.model;

import java.time.Instant;

/** One upload that is under way. */
public record UploadInfo(ObjectKey key, String uploadId, Instant initiated, UploadSpec spec) {}
