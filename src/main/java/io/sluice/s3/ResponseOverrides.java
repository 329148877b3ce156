package io.sluice.s3;

import org.jspecify.annotations.Nullable;

/**
 * Headers that a GET or HEAD wants instead of the object's own ({@code response-*} in the query).
 * No value holds control characters.
 */
public record ResponseOverrides(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String contentDisposition,
    @Nullable String contentLanguage,
    @Nullable String cacheControl,
    @Nullable String expires) {

  /** Nothing is overridden. */
  public static final ResponseOverrides NONE =
      new ResponseOverrides(null, null, null, null, null, null);
}
