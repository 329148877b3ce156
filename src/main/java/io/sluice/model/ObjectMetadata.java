package io.sluice.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client said of an object beside its content. It belongs to the file's inode and survives a
 * pod's {@code mv}.
 *
 * @param contentType null for a file that S3 did not write: its type then follows its extension
 * @param contentEncoding without {@code aws-chunked}, which is about the transfer
 * @param contentDisposition as sent
 * @param contentLanguage as sent
 * @param cacheControl as sent
 * @param expires as sent
 * @param user user metadata by lower-case name, without {@code x-amz-meta-}
 */
public record ObjectMetadata(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String contentDisposition,
    @Nullable String contentLanguage,
    @Nullable String cacheControl,
    @Nullable String expires,
    Map<String, String> user) {

  /** The metadata of a file that S3 did not write. */
  public static final ObjectMetadata NONE =
      new ObjectMetadata(null, null, null, null, null, null, Map.of());

  /** What S3 gives an object whose writer named no type. */
  public static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

  public ObjectMetadata {
    user = user.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(user));
  }
}
