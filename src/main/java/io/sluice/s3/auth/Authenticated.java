package io.sluice.s3.auth;

/**
 * A request whose head is proved to come from the holder of a key. Its body is not, until it was
 * read as the plan says.
 */
public record Authenticated(String accessKey, PayloadPlan payload) {}
