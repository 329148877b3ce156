package io.sluice.catalog;

import io.sluice.config.UserSettings;
import io.sluice.model.Permission;
import java.time.Instant;
import java.util.List;

/**
 * Whoever holds keys, and what they may do: the one place where that is decided. Existence plays no
 * part: what is not granted is not allowed, whether it is there or not.
 *
 * @param administrator whether all is allowed
 */
public record User(String name, boolean administrator, List<Grant> grants) {
  /** The one whose key the node itself is given or makes. */
  static final User ADMINISTRATOR = new User("administrator", true, List.of());

  public User {
    grants = List.copyOf(grants);
  }

  static User of(String name, UserSettings settings) {
    List<Grant> grants = settings.grants().stream().map(Grant::of).toList();
    return new User(name, settings.administrator(), grants);
  }

  /**
   * Whether something may be done with a key, or, for {@link Permission#LIST}, with all names that
   * start with a prefix.
   */
  public boolean may(Permission permission, String volume, String name, Instant now) {
    if (administrator) {
      return true;
    }
    for (Grant grant : grants) {
      if (grant.isOn(volume, now) && grant.allows(permission, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there are keys in the volume, there or not, with which this may be done. */
  public boolean maySomewhere(Permission permission, String volume, Instant now) {
    return administrator
        || grants.stream()
            .anyMatch(grant -> grant.isOn(volume, now) && grant.allowed().contains(permission));
  }

  /** Whether anything at all is allowed in the volume. */
  public boolean sees(String volume, Instant now) {
    return administrator || grants.stream().anyMatch(grant -> grant.isOn(volume, now));
  }
}
