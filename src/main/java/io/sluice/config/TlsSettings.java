package io.sluice.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the S3 port. Without both files the port speaks plain HTTP.
 *
 * @param certificate PEM file with the node's certificate, and those that lead to its root
 * @param key PEM file with the certificate's private key, unencrypted
 */
public record TlsSettings(@Nullable Path certificate, @Nullable Path key) {
  static final TlsSettings OFF = new TlsSettings(null, null);

  public TlsSettings {
    Bounds.require(
        (certificate == null) == (key == null),
        certificate == null ? "certificate" : "key",
        "must be given too: certificate and key go together");
  }

  public boolean isOn() {
    return certificate != null;
  }
}
