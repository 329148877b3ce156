package io.sluice.model;

import java.time.Instant;

/** A multipart upload that is neither complete nor aborted. */
public record UploadSummary(ObjectKey key, String uploadId, Instant initiated) {}
