package io.sluice.model;

/** The part of an object that a listing shows; its metadata stays undecoded. */
public record ListedObject(ObjectKey key, FileIdentity identity, EntityTag tag) {}
