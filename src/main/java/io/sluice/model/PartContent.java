package io.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * What was written as a part: length in bytes, MD5 in hexadecimal, and a verified checksum if one
 * was sent.
 */
public record PartContent(long sizeBytes, String md5Hex, @Nullable Checksum checksum) {}
