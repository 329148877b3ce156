package io.sluice.catalog;

import io.sluice.config.KeySettings;
import io.sluice.config.SettingsFault;
import io.sluice.config.UserSettings;
import io.sluice.model.Owner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access keys of a node and their users. Never changes: a reload makes another one. */
public final class Access {
  private final Map<String, Credential> byKey;
  private final Owner owner;

  private Access(Map<String, Credential> byKey, Owner owner) {
    this.byKey = Map.copyOf(byKey);
    this.owner = owner;
  }

  /**
   * The administrator's key and those of the users.
   *
   * @throws SettingsFault when a user has the administrator's access key
   */
  public static Access of(Credential administrator, Map<String, UserSettings> users)
      throws SettingsFault {
    Map<String, Credential> byKey = new HashMap<>();
    byKey.put(administrator.accessKey(), administrator);
    for (var entry : users.entrySet()) {
      User user = User.of(entry.getKey(), entry.getValue());
      for (var key : entry.getValue().keys().entrySet()) {
        KeySettings settings = key.getValue();
        if (key.getKey().equals(administrator.accessKey())) {
          throw new SettingsFault(
              "users." + entry.getKey() + ".keys." + key.getKey(),
              "is the administrator's access key already");
        }
        if (!settings.disabled()) {
          byKey.put(
              key.getKey(),
              new Credential(key.getKey(), settings.secret(), user, settings.expires()));
        }
      }
    }
    return new Access(byKey, owner(administrator));
  }

  /** The administrator's key alone. */
  static Access of(Credential administrator) {
    return new Access(Map.of(administrator.accessKey(), administrator), owner(administrator));
  }

  /** What stands behind an access key; null when it is unknown, disabled or expired. */
  public @Nullable Credential credential(String accessKey, Instant now) {
    Credential known = byKey.get(accessKey);
    return known == null || !known.isValid(now) ? null : known;
  }

  /**
   * Who owns every bucket and object, as answers name owners: the administrator, whoever wrote
   * them, since a file does not remember its user of S3. The id follows from the access key.
   */
  public Owner owner() {
    return owner;
  }

  private static Owner owner(Credential administrator) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String text = "owner:" + administrator.accessKey();
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return new Owner(HexFormat.of().formatHex(digest), administrator.user().name());
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-256", e);
    }
  }
}
