package io.sluice.files;

import org.jspecify.annotations.Nullable;

/** Where the attributes of files lie: on the files, or in sidecars. */
sealed interface AttributeStore permits ExtendedAttributes, Sidecars {
  /** A value, null when there is none. The descriptor may be one that only names the file. */
  byte @Nullable [] get(Descriptor file, AttributeName name) throws FileFailure;

  /**
   * Sets a value; ENOSPC, ERANGE or EDQUOT when it does not fit. The descriptor must be open for
   * reading at least.
   */
  void set(Descriptor file, AttributeName name, byte[] value) throws FileFailure;

  /** Whether a short value is cheaper than two, and need not be text. */
  boolean packs();

  /** Takes a value away; nothing happens when there is none. */
  void remove(Descriptor file, AttributeName name) throws FileFailure;

  /**
   * Whether a name in an open directory certainly has nothing stored: one call, no descriptor.
   * False when that can't be told so cheaply.
   */
  boolean isBare(Descriptor directory, byte[] name);

  /** Drops what is kept beside a file whose last name is gone. */
  void forget(Stat stat) throws FileFailure;
}
