package io.sluice.catalog;

import io.sluice.config.GrantSettings;
import io.sluice.model.Permission;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A permission on the keys of a volume that start with a prefix.
 *
 * @param volume its name; null: every volume
 * @param prefix what covered keys start with; empty: all keys
 * @param expires from when on it counts for nothing; null: never
 */
public record Grant(
    @Nullable String volume, String prefix, Set<Permission> allowed, @Nullable Instant expires) {
  public Grant {
    allowed = Set.copyOf(allowed);
  }

  static Grant of(GrantSettings settings) {
    boolean every = settings.volume().equals(GrantSettings.EVERY_VOLUME);
    String prefix = settings.prefix();
    return new Grant(
        every ? null : settings.volume(),
        prefix == null ? "" : prefix,
        Set.copyOf(settings.allow()),
        settings.expires());
  }

  /** Whether it says anything of a volume now. */
  boolean isOn(String asked, Instant now) {
    return (volume == null || volume.equals(asked)) && (expires == null || now.isBefore(expires));
  }

  boolean allows(Permission permission, String name) {
    return allowed.contains(permission) && name.startsWith(prefix);
  }
}
