package io.sluice.cli;

import io.sluice.catalog.Credential;
import io.sluice.catalog.CredentialsFile;
import io.sluice.config.Secret;
import io.sluice.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The node's own credential and where it came from.
 *
 * @param credential what to sign with
 * @param file where it is kept; null when the settings gave it
 * @param made whether this start made it
 */
record Administrator(Credential credential, @Nullable Path file, boolean made) {

  /** The credential of the settings, else the one kept in the data directory, else a new one. */
  static Administrator of(Settings settings, DataDirectory data, RandomGenerator random)
      throws StartFault {
    String accessKey = settings.accessKey();
    Secret secret = settings.secretKey();
    if (accessKey != null && secret != null) {
      return new Administrator(Credential.administrator(accessKey, secret), null, false);
    }
    try {
      Path file = data.credentials();
      CredentialsFile.Kept kept = new CredentialsFile(file).readOrMake(random);
      return new Administrator(kept.credential(), file, kept.made());
    } catch (IOException e) {
      throw StartFault.runtime("the credentials can't be read or made: " + e.getMessage());
    }
  }
}
