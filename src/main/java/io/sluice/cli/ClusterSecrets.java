package io.sluice.cli;

import io.sluice.bus.BusKey;
import io.sluice.config.ClusterSettings;
import io.sluice.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys that all nodes of a cluster have, made from its secret (HKDF with SHA-256, RFC 5869, one
 * block), so that none has to be sent or kept.
 */
final class ClusterSecrets {
  private static final String MAC = "HmacSHA256";

  private final byte[] root;

  static ClusterSecrets of(ClusterSettings settings) {
    return new ClusterSecrets(settings.name(), Objects.requireNonNull(settings.secret()));
  }

  private ClusterSecrets(String clusterName, Secret secret) {
    this.root =
        mac(
            ("sluice cluster " + clusterName).getBytes(StandardCharsets.UTF_8),
            secret.value().getBytes(StandardCharsets.UTF_8));
  }

  /** The key of messages between nodes. */
  BusKey busKey() {
    return new BusKey(expanded("bus"));
  }

  /** The key of continuation tokens. */
  byte[] tokens() {
    return expanded("tokens");
  }

  /** Marks requests that a node has sent on. */
  String forwardingMark() {
    return HexFormat.of().formatHex(expanded("forwarding"));
  }

  private byte[] expanded(String purpose) {
    return mac(root, (purpose + '\1').getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] mac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }
}
