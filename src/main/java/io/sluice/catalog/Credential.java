package io.sluice.catalog;

import io.sluice.config.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key and what it stands for.
 *
 * @param accessKey as it appears in signatures
 * @param secret what signatures are made with
 * @param user whose key it is
 * @param expires from when on it counts as unknown; null: never
 */
public record Credential(String accessKey, Secret secret, User user, @Nullable Instant expires) {

  /** A credential of the administrator. */
  public static Credential administrator(String accessKey, Secret secret) {
    return new Credential(accessKey, secret, User.ADMINISTRATOR, null);
  }

  boolean isValid(Instant now) {
    return expires == null || now.isBefore(expires);
  }
}
