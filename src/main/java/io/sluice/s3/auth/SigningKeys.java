package io.sluice.s3.auth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Signing keys already derived. A key is good for a day, so a busy client derives once instead of
 * at every request. Bounded: when full it forgets everything, which costs each client one
 * derivation, and keeps the hot path free of bookkeeping.
 */
final class SigningKeys {
  private static final int MAX_KEYS = 4096;

  private final ConcurrentMap<Origin, SigningKey> keys = new ConcurrentHashMap<>();

  /** The secret is part of the name, so that a changed secret never finds the old key. */
  private record Origin(Credential credential, CredentialScope scope) {}

  /** Call only for scopes already checked, or strangers could fill the cache. */
  SigningKey of(Credential credential, CredentialScope scope) {
    Origin origin = new Origin(credential, scope);
    SigningKey known = keys.get(origin);
    if (known != null) {
      return known;
    }
    if (keys.size() >= MAX_KEYS) {
      keys.clear();
    }
    SigningKey derived = SigningKey.derive(credential.secretKey(), scope);
    keys.put(origin, derived);
    return derived;
  }

  int size() {
    return keys.size();
  }
}
