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
 * @param tags the object's tags, within {@link TagRules}
 */
public record ObjectMetadata(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String contentDisposition,
    @Nullable String contentLanguage,
    @Nullable String cacheControl,
    @Nullable String expires,
    Map<String, String> user,
    Map<String, String> tags) {

  /** The metadata of a file that S3 did not write. */
  public static final ObjectMetadata NONE =
      new ObjectMetadata(null, null, null, null, null, null, Map.of(), Map.of());

  /** What S3 gives an object whose writer named no type. */
  public static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

  public ObjectMetadata {
    user = sorted(user);
    tags = sorted(tags);
  }

  /** Metadata of an object without tags. */
  public ObjectMetadata(
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String contentDisposition,
      @Nullable String contentLanguage,
      @Nullable String cacheControl,
      @Nullable String expires,
      Map<String, String> user) {
    this(
        contentType,
        contentEncoding,
        contentDisposition,
        contentLanguage,
        cacheControl,
        expires,
        user,
        Map.of());
  }

  /** The same with these tags in place of its own. */
  public ObjectMetadata withTags(Map<String, String> others) {
    return new ObjectMetadata(
        contentType,
        contentEncoding,
        contentDisposition,
        contentLanguage,
        cacheControl,
        expires,
        user,
        others);
  }

  // A journal of an older version says nothing of tags.
  private static Map<String, String> sorted(@Nullable Map<String, String> map) {
    return map == null || map.isEmpty()
        ? Map.of()
        : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
