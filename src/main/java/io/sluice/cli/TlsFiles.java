package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.http.TlsIdentity;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Reads the certificate and key that the settings name. */
final class TlsFiles {
  private static final int MAX_BYTES = 1 << 20;

  private TlsFiles() {}

  /** The pair, null when TLS is off. Blocks. */
  static @Nullable TlsIdentity read(Settings settings, Vertx vertx) throws SettingsFault {
    Path certificate = settings.tls().certificate();
    Path key = settings.tls().key();
    if (certificate == null || key == null) {
      return null;
    }
    byte[] certificatePem = bytes("tls.certificate", certificate);
    byte[] keyPem = bytes("tls.key", key);
    try {
      return TlsIdentity.of(vertx, certificatePem, keyPem);
    } catch (GeneralSecurityException e) {
      throw new SettingsFault("tls", certificate + " and " + key + " " + e.getMessage());
    }
  }

  private static byte[] bytes(String field, Path file) throws SettingsFault {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SettingsFault(field, file + " is too large for a PEM file");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      String why = e.getClass().getSimpleName().replace("Exception", "");
      throw new SettingsFault(field, file + " can't be read: " + why);
    }
  }
}
