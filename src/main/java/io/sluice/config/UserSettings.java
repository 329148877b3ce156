package io.sluice.config;

import java.util.List;
import java.util.Map;

/**
 * A user: who may ask, and for what.
 *
 * @param administrator whether all is allowed, on every volume
 * @param keys by access key; a user may have several, or none for the time being
 * @param grants what is allowed; nothing else is
 */
public record UserSettings(
    boolean administrator, Map<String, KeySettings> keys, List<GrantSettings> grants) {
  public UserSettings {
    keys = Map.copyOf(keys);
    grants = List.copyOf(grants);
    for (String accessKey : keys.keySet()) {
      Bounds.accessKey("keys." + accessKey, accessKey);
    }
  }
}
