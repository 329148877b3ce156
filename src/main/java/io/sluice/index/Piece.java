package io.sluice.index;

/**
 * One file of a store.
 *
 * @param immutable whether its content never changes once it has its name
 */
public record Piece(String name, long sizeBytes, boolean immutable) {}
