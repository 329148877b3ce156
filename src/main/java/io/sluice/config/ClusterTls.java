package io.sluice.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS on the event bus between nodes. Without the three files it speaks plain text.
 *
 * @param certificate PEM file with the node's certificate, and those that lead to its root
 * @param key PEM file with the certificate's private key, unencrypted
 * @param trust PEM file with the authorities whose certificates other nodes must have
 */
public record ClusterTls(@Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
  // First, since the constructor reads it while OFF is made.
  private static final String TOGETHER =
      "must be given too: certificate, key and trust go together";

  static final ClusterTls OFF = new ClusterTls(null, null, null);

  public ClusterTls {
    boolean any = certificate != null || key != null || trust != null;
    Bounds.require(!any || certificate != null, "certificate", TOGETHER);
    Bounds.require(!any || key != null, "key", TOGETHER);
    Bounds.require(!any || trust != null, "trust", TOGETHER);
  }

  public boolean isOn() {
    return certificate != null;
  }
}
