package io.sluice.index;

import io.sluice.model.ObjectKey;

/** A file of whose content nothing is known. */
public record UnhashedFile(ObjectKey key, long sizeBytes) {}
