package io.sluice.model;

/** The user that owns a bucket and all in it, as answers name it; the same everywhere. */
public record Owner(String id, String displayName) {}
