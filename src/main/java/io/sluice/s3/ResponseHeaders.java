package io.sluice.s3;

import io.sluice.model.Checksum;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers that tell of an object, for GET and HEAD. Lengths and ranges are not among them: they
 * belong to the body.
 *
 * <p>Attributes of a file can be changed by pods, so nothing here trusts them: control characters
 * are left out, and so is user metadata whose name no header can have.
 */
public final class ResponseHeaders {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private ResponseHeaders() {}

  /** The headers of an answer with the object, or a part of it, as its body. */
  public static List<Map.Entry<String, String>> of(ObjectEntry entry, ReadOptions options) {
    List<Map.Entry<String, String>> headers = validators(entry);
    ObjectMetadata metadata = entry.metadata();
    ResponseOverrides overrides = options.overrides();
    String type = metadata.contentType();
    add(headers, "Accept-Ranges", "bytes", null);
    add(
        headers,
        "Content-Type",
        overrides.contentType(),
        type == null ? ContentTypes.of(entry.key()) : type);
    add(headers, "Content-Encoding", overrides.contentEncoding(), metadata.contentEncoding());
    add(
        headers,
        "Content-Disposition",
        overrides.contentDisposition(),
        metadata.contentDisposition());
    add(headers, "Content-Language", overrides.contentLanguage(), metadata.contentLanguage());
    add(headers, "Cache-Control", overrides.cacheControl(), metadata.cacheControl());
    add(headers, "Expires", overrides.expires(), metadata.expires());
    addUserMetadata(headers, metadata);
    if (!metadata.tags().isEmpty()) {
      headers.add(Map.entry("x-amz-tagging-count", Integer.toString(metadata.tags().size())));
    }
    ContentClaim claim = entry.claim();
    if (claim != null) {
      addClaim(headers, claim, options);
    }
    return headers;
  }

  /** The headers of "304 Not Modified" (RFC 9110, section 15.4.5). */
  public static List<Map.Entry<String, String>> ofNotModified(ObjectEntry entry) {
    List<Map.Entry<String, String>> headers = validators(entry);
    add(headers, "Cache-Control", null, entry.metadata().cacheControl());
    add(headers, "Expires", null, entry.metadata().expires());
    return headers;
  }

  private static List<Map.Entry<String, String>> validators(ObjectEntry entry) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(12);
    headers.add(Map.entry("ETag", entry.tag().quoted()));
    headers.add(Map.entry("Last-Modified", HttpDates.format(Conditions.modified(entry))));
    return headers;
  }

  private static void add(
      List<Map.Entry<String, String>> headers,
      String name,
      @Nullable String override,
      @Nullable String stored) {
    String value = override != null ? override : stored;
    if (value != null) {
      headers.add(Map.entry(name, HeaderText.encodeOctets(value)));
    }
  }

  private static void addUserMetadata(
      List<Map.Entry<String, String>> headers, ObjectMetadata metadata) {
    metadata
        .user()
        .forEach((name, value) -> {
          if (TOKEN.matcher(name).matches()) {
            headers.add(Map.entry(MetadataHeaders.USER + name, HeaderText.encode(value)));
          }
        });
  }

  private static void addClaim(
      List<Map.Entry<String, String>> headers, ContentClaim claim, ReadOptions options) {
    int parts = claim.parts().count();
    if (options.partNumber() != null && parts > 0) {
      headers.add(Map.entry("x-amz-mp-parts-count", Integer.toString(parts)));
    }
    // A checksum of the whole says nothing of a piece, and SDKs would compare it with the piece.
    Integer part = parts > 0 ? options.partNumber() : null;
    Checksum ofPart = part == null ? null : claim.partChecksum(part);
    List<Checksum> checksums = ofPart == null ? claim.checksums() : List.of(ofPart);
    boolean known = options.range() == null && (part == null || ofPart != null);
    if (!options.checksums() || !known || checksums.isEmpty()) {
      return;
    }
    for (Checksum checksum : checksums) {
      headers.add(Map.entry(checksum.algorithm().headerName(), checksum.value()));
    }
    String type = checksums.getFirst().type().name();
    headers.add(Map.entry("x-amz-checksum-type", type));
  }
}
