package io.sluice.s3.body;

import io.sluice.model.Checksum;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a body that kept all its promises.
 *
 * @param md5Hex the content's MD5 in lower-case hexadecimal; null when nobody wanted it
 * @param checksum what the client promised and the content has; when it promised none, what was
 *     wanted of it, or null
 */
public record VerifiedBody(long sizeBytes, @Nullable String md5Hex, @Nullable Checksum checksum) {
  /** The MD5 of a body whose verifier was asked for it. */
  public String md5() {
    return Objects.requireNonNull(md5Hex);
  }
}
