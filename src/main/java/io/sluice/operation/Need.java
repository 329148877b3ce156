package io.sluice.operation;

import io.sluice.catalog.User;
import io.sluice.model.Permission;
import java.time.Instant;
import java.util.Set;

/** What a caller must have for a request. */
sealed interface Need {
  boolean isMet(User caller, Instant now);

  /** To be an administrator. */
  record Administrator() implements Need {
    @Override
    public boolean isMet(User caller, Instant now) {
      return caller.administrator();
    }
  }

  /** Any permission in a volume. */
  record Anything(String volume) implements Need {
    @Override
    public boolean isMet(User caller, Instant now) {
      return caller.sees(volume, now);
    }
  }

  /** A permission somewhere in a volume, on whichever keys. */
  record Somewhere(Permission permission, String volume) implements Need {
    @Override
    public boolean isMet(User caller, Instant now) {
      return caller.maySomewhere(permission, volume, now);
    }
  }

  /** One of some permissions on a key; to list, on all names that start with a prefix. */
  record OneOf(Set<Permission> permissions, String volume, String name) implements Need {
    public OneOf {
      permissions = Set.copyOf(permissions);
    }

    @Override
    public boolean isMet(User caller, Instant now) {
      for (Permission one : permissions) {
        if (caller.may(one, volume, name, now)) {
          return true;
        }
      }
      return false;
    }
  }
}
