package io.sluice.index;

/**
 * One part of an upload.
 *
 * @param json what the caller gave, unread
 */
public record StoredPart(int number, String json) {}
