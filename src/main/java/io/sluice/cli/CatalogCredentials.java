package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.s3.auth.Credential;
import io.sluice.s3.auth.CredentialLookup;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Lends the secrets of the catalogue to the checking of signatures. */
record CatalogCredentials(Catalog catalog, InstantSource clock) implements CredentialLookup {
  @Override
  public @Nullable Credential find(String accessKey) {
    var known = catalog.access().credential(accessKey, clock.instant());
    return known == null ? null : new Credential(known.accessKey(), known.secret().value());
  }
}
