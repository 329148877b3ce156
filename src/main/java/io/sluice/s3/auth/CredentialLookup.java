package io.sluice.s3.auth;

import org.jspecify.annotations.Nullable;

/** Finds the secret of an access key. Called on event loops, so it must answer from memory. */
@FunctionalInterface
public interface CredentialLookup {
  /** The credential of this access key; null when there is none or it may not be used. */
  @Nullable Credential find(String accessKey);
}
