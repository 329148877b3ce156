package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;

/** A file of whose content nothing is known, and the identity that this was noted for. */
public record UnhashedFile(ObjectKey key, FileIdentity identity) {}
