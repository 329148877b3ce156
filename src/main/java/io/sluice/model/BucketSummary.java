package io.sluice.model;

import java.time.Instant;

/** A bucket in a list of buckets. */
public record BucketSummary(String name, Instant created) {}
