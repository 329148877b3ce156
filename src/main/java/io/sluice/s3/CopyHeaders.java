package io.sluice.s3;

import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.model.VolumeName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers of CopyObject and UploadPartCopy. */
final class CopyHeaders {
  static final String SOURCE = "x-amz-copy-source";

  private static final String VERSION = "?versionId=";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

  private CopyHeaders() {}

  static S3Request copyObject(ParsedHead head, String bucket, ObjectKey key) {
    CopySource source = source(head);
    ObjectMetadata replacement = replaces(head) ? MetadataHeaders.parse(head) : null;
    ChecksumAlgorithm checksum = ChecksumHeaders.algorithm(head);
    if (source.bucket().equals(bucket)
        && source.key().equals(key)
        && replacement == null
        && checksum == null
        && !head.hasHeader(UnofferedHeaders.STORAGE_CLASS)) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    return new S3Request.CopyObject(
        bucket,
        key,
        source,
        replacement,
        TaggingHeader.ofCopy(head),
        ConditionHeaders.ofWrite(head),
        checksum);
  }

  private static boolean replaces(ParsedHead head) {
    String directive = head.header("x-amz-metadata-directive");
    if (directive == null || directive.equals("COPY")) {
      return false;
    }
    if (directive.equals("REPLACE")) {
      return true;
    }
    throw invalid("Unknown metadata directive.");
  }

  /** The source, decoded as a query is (plus is a space), with or without a leading slash. */
  static CopySource source(ParsedHead head) {
    String raw = head.header(SOURCE);
    if (raw == null) {
      throw invalid("Copy Source must mention the source bucket and key.");
    }
    String path = PercentCoding.decodeQuery(withoutVersion(raw));
    int start = path.startsWith("/") ? 1 : 0;
    int slash = path.indexOf('/', start);
    if (slash < 0 || slash == path.length() - 1) {
      throw invalid("Copy Source must mention the source bucket and key: sourcebucket/sourcekey.");
    }
    String bucket = path.substring(start, slash);
    ObjectKey key = ObjectKey.of(path.substring(slash + 1));
    if (VolumeName.refusal(bucket) != null) {
      throw invalid("Invalid copy source bucket name.");
    }
    Refusal refusal = KeyRules.refusal(key);
    if (refusal != null) {
      throw refusal.asException();
    }
    return new CopySource(bucket, key, ConditionHeaders.ofCopySource(head));
  }

  private static String withoutVersion(String raw) {
    int at = raw.lastIndexOf(VERSION);
    if (at < 0) {
      return raw;
    }
    if (!raw.substring(at + VERSION.length()).equals("null")) {
      throw Refusal.exception(Reason.NO_SUCH_VERSION, "The specified version does not exist.");
    }
    return raw.substring(0, at);
  }

  /** The part of the source to copy, or null for all of it. Unlike in a GET nothing is ignored. */
  static ByteRange.@Nullable Between range(ParsedHead head) {
    String value = head.header("x-amz-copy-source-range");
    if (value == null || value.isEmpty()) {
      return null;
    }
    Matcher matcher = RANGE.matcher(value);
    if (matcher.matches()) {
      long first = Long.parseLong(matcher.group(1));
      long last = Long.parseLong(matcher.group(2));
      if (first <= last) {
        return new ByteRange.Between(first, last);
      }
    }
    throw invalid(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
            + " last are the zero-based offsets of the first and last bytes to copy");
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_ARGUMENT, message);
  }
}
