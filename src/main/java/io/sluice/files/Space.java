package io.sluice.files;

/** What statvfs(3) says: bytes that an unprivileged writer can still use, and all. */
public record Space(long availableBytes, long totalBytes) {}
