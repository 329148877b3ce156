package io.sluice.index;

public record StoredPart(int number, String json) {}
