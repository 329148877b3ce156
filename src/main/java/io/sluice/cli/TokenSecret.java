package io.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.random.RandomGenerator;

/**
 * The key that continuation tokens are authenticated with. Kept in the data directory, so that
 * listings go on after a restart.
 */
final class TokenSecret {
  private static final int LENGTH_BYTES = 32;

  private TokenSecret() {}

  /** Reads the key, or makes it on the first start (mode 0600). */
  static byte[] readOrMake(Path dataDirectory, RandomGenerator random) throws IOException {
    Path file = dataDirectory.resolve("token-secret");
    try {
      byte[] kept = Files.readAllBytes(file);
      if (kept.length == LENGTH_BYTES) {
        return kept;
      }
    } catch (NoSuchFileException e) {
      // The first start.
    }
    byte[] made = new byte[LENGTH_BYTES];
    random.nextBytes(made);
    Path fresh =
        Files.createTempFile(
            dataDirectory,
            "token-secret",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, made);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }
}
