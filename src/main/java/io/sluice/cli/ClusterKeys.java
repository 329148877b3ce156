package io.sluice.cli;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that all nodes of a cluster have in common, each for one purpose, made from the secret in
 * their settings: so none has to be stored or told, and none gives away another or the secret.
 */
final class ClusterKeys {
  private final SecretKeySpec secret;

  /**
   * @param clusterSecret not empty; as hard to guess as a key should be
   */
  ClusterKeys(String clusterSecret) {
    secret = new SecretKeySpec(clusterSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** For messages on the event bus. */
  byte[] bus() {
    return of("event bus");
  }

  /** For continuation tokens, which any node may be shown. */
  byte[] pageTokens() {
    return of("continuation tokens");
  }

  /** What marks a request that one node sends on to another. */
  String forwardingMark() {
    return HexFormat.of().formatHex(of("forwarded requests"));
  }

  private byte[] of(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac.doFinal(("sluice 1 " + purpose).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
