package io.sluice.volume;

/**
 * What became of sidecars since the volume was taken over, but for the first.
 *
 * @param unused how many lie aside now, of very many a part
 * @param walks how often the volume was walked for them, wholly
 * @param putAside how many were put aside
 * @param broughtBack how many of all put aside were wanted again, since the volume was opened
 * @param removed how many were removed for good
 */
public record SidecarProgress(
    long unused, long walks, long putAside, long broughtBack, long removed) {}
