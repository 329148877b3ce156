package io.sluice.catalog;

import io.sluice.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An access key and what it stands for.
 *
 * @param accessKey as it appears in signatures
 * @param secret what signatures are made with
 * @param administrator whether it may do everything on every volume
 * @param ownerId the canonical user id, 64 hexadecimal digits
 * @param displayName the owner's name in answers
 */
public record Credential(
    String accessKey, Secret secret, boolean administrator, String ownerId, String displayName) {

  /** The administrator's credential; the owner id follows from the access key. */
  public static Credential administrator(String accessKey, Secret secret) {
    return new Credential(accessKey, secret, true, ownerId(accessKey), "administrator");
  }

  private static String ownerId(String accessKey) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(("owner:" + accessKey).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-256", e);
    }
  }
}
