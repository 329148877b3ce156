package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.s3.auth.Credential;
import io.sluice.s3.auth.CredentialLookup;
import org.jspecify.annotations.Nullable;

/** Lends the secrets of the catalogue to the checking of signatures. */
record CatalogCredentials(Catalog catalog) implements CredentialLookup {
  @Override
  public @Nullable Credential find(String accessKey) {
    var known = catalog.credential(accessKey);
    return known == null ? null : new Credential(known.accessKey(), known.secret().value());
  }
}
