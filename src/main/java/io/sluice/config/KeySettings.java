package io.sluice.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one access key.
 *
 * @param secret what signatures are made with; given as it is, or as {@code secret-env} or {@code
 *     secret-file}
 * @param expires from when on the key counts as unknown; null: never
 * @param disabled whether it counts as unknown now
 */
public record KeySettings(Secret secret, @Nullable Instant expires, boolean disabled) {
  public KeySettings {
    Bounds.given("secret", secret);
  }
}
