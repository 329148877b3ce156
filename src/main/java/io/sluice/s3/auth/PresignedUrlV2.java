package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A presigned URL of the older Signature Version 2. boto3 and version 1 of the AWS command line
 * still make them by default for the region us-east-1.
 *
 * <p>Source: Amazon S3 User Guide, "Signing and authenticating REST requests", query string request
 * authentication alternative.
 */
final class PresignedUrlV2 {
  /** What is signed of the query, in order; anything else in it is free. */
  private static final List<String> SIGNED =
      List.of(
          "accelerate",
          "acl",
          "analytics",
          "attributes",
          "cors",
          "delete",
          "encryption",
          "inventory",
          "legal-hold",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "ownershipControls",
          "partNumber",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "renameObject",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "retention",
          "select",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  private final CanonicalQuery query;
  private final RequestHead head;

  PresignedUrlV2(CanonicalQuery query, RequestHead head) {
    this.query = query;
    this.head = head;
  }

  /** Whether a query carries such a signature. */
  static boolean isIn(CanonicalQuery query) {
    return query.has("AWSAccessKeyId") || query.has("Signature");
  }

  String accessKey() {
    return required("AWSAccessKeyId");
  }

  /**
   * Refuses a query in which a name occurs twice. Only one of them would be signed, and not that
   * which is acted upon.
   */
  void checkNames() {
    if (query.hasRepetition()) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "A parameter of a presigned URL was given twice.");
    }
  }

  /** Refuses a URL whose time has passed; it names the end of its life itself. */
  void checkTime(Instant now) {
    long expires;
    try {
      expires = Long.parseLong(required("Expires"));
    } catch (NumberFormatException e) {
      throw Refusal.exception(Reason.ACCESS_DENIED, "Invalid date (should be seconds since epoch)");
    }
    if (now.getEpochSecond() > expires) {
      throw Refusal.exception(Reason.EXPIRED_REQUEST, "Request has expired");
    }
  }

  /**
   * Whether the secret made the signature.
   *
   * @param hostBucket the bucket that the host names, null when the path does
   */
  boolean isOf(String secretKey, @Nullable String hostBucket) {
    String path = hostBucket == null ? head.rawPath() : '/' + hostBucket + head.rawPath();
    boolean isBucketAlone = path.indexOf('/', 1) < 0;
    // S3 has a slash behind a bucket, and so have clients, but for some that sign what they send.
    return isSigned(secretKey, path) || (isBucketAlone && isSigned(secretKey, path + '/'));
  }

  private boolean isSigned(String secretKey, String path) {
    return SignatureV2.isOf(secretKey, toSign(path), required("Signature"));
  }

  private String toSign(String path) {
    StringBuilder text = new StringBuilder(head.method());
    text.append('\n').append(sent("content-md5"));
    text.append('\n').append(sent("content-type"));
    text.append('\n').append(required("Expires")).append('\n');
    amzHeaders().forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append(path);
    appendSubresources(text);
    return text.toString();
  }

  private Map<String, String> amzHeaders() {
    Map<String, String> signed = new TreeMap<>();
    for (String name : query.names()) {
      if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
        signed.put(name.toLowerCase(Locale.ROOT), sent(name));
      }
    }
    for (RequestHead.Header header : head.headers()) {
      if (header.name().startsWith("x-amz-")) {
        signed.put(header.name(), String.join(",", head.allHeaders(header.name())).strip());
      }
    }
    return signed;
  }

  private void appendSubresources(StringBuilder text) {
    char before = '?';
    for (String name : SIGNED) {
      String value = query.value(name);
      if (value != null) {
        text.append(before).append(name);
        text.append(value.isEmpty() ? "" : "=" + value);
        before = '&';
      }
    }
  }

  /** A header, or what a client put into the query in its place. */
  private String sent(String name) {
    String header = head.header(name);
    String value = header == null ? query.value(name) : header;
    return value == null ? "" : value.strip();
  }

  private String required(String name) {
    String value = query.value(name);
    if (value == null || value.isEmpty()) {
      throw Refusal.exception(
          Reason.ACCESS_DENIED,
          "Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
              + " parameters");
    }
    return value;
  }
}
