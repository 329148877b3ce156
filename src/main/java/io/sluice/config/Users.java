package io.sluice.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that hold over all users of a node together. */
final class Users {
  private Users() {}

  /** The users, if their names are good and no access key is anybody else's too. */
  static Map<String, UserSettings> checked(
      Map<String, UserSettings> users, @Nullable String administrator) {
    Map<String, String> holders = new HashMap<>();
    for (var user : users.entrySet()) {
      String here = "users." + user.getKey();
      Bounds.require(
          user.getKey().matches("[A-Za-z0-9._@-]{1,64}"),
          here,
          "the name must be 1 to 64 letters, digits and . _ @ -");
      for (String accessKey : user.getValue().keys().keySet()) {
        String path = here + ".keys." + accessKey;
        Bounds.require(
            !accessKey.equals(administrator), path, "is the administrator's access key already");
        String other = holders.put(accessKey, user.getKey());
        Bounds.require(other == null, path, "is an access key of user '" + other + "' already");
      }
    }
    return Map.copyOf(users);
  }
}
