package io.sluice.model;

import java.time.Instant;

/** One acknowledged part of an upload. */
public record PartInfo(int number, PartContent content, Instant modified) {}
