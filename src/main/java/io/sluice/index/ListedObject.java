package io.sluice.index;

import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;

/** The part of an object row that a listing needs; metadata stays undecoded. */
public record ListedObject(ObjectKey key, FileIdentity identity, EntityTag tag) {}
