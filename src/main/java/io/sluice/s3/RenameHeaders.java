package io.sluice.s3;

import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Headers of RenameObject.
 *
 * <p>Source: S3 API reference, RenameObject.
 */
final class RenameHeaders {
  /** The parameter that makes a PUT a rename. */
  static final String PARAMETER = "renameObject";

  static final String SOURCE = "x-amz-rename-source";

  private static final String TOKEN = "x-amz-client-token";
  private static final int MAX_TOKEN = 64;

  private RenameHeaders() {}

  static S3Request parse(ParsedHead head, String bucket, ObjectKey key) {
    if (!head.method().equals("PUT")) {
      throw RequestRouter.methodNotAllowed();
    }
    if (head.hasHeader(CopyHeaders.SOURCE)) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST, "A rename has no copy source, but a rename source.");
    }
    ObjectKey source = source(head, bucket);
    if (source.equals(key)) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST, "The object has this key already: source and key are the same.");
    }
    if (source.isDirectory() != key.isDirectory()) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST,
          "A prefix is renamed to a prefix and an object to an object: both keys end in a slash, or"
              + " neither.");
    }
    return new S3Request.RenameObject(
        bucket,
        key,
        source,
        ConditionHeaders.ofRenameSource(head),
        ConditionHeaders.ofRename(head),
        token(head.header(TOKEN)));
  }

  /**
   * The source, percent-decoded: a key of this bucket, or with a leading slash {@code /bucket/key}.
   * A key that is called as the bucket is must not be taken for another one, so without the slash
   * nothing is taken for a bucket.
   */
  private static ObjectKey source(ParsedHead head, String bucket) {
    String raw = head.header(SOURCE);
    if (raw == null || raw.isEmpty()) {
      throw invalid("You must specify the source of the rename: " + SOURCE + ".");
    }
    String path = PercentCoding.decodePath(raw);
    ObjectKey key = ObjectKey.of(path.startsWith("/") ? withoutBucket(path, bucket) : path);
    Refusal refusal = KeyRules.refusal(key);
    if (refusal != null) {
      throw refusal.asException();
    }
    return key;
  }

  private static String withoutBucket(String path, String bucket) {
    int slash = path.indexOf('/', 1);
    if (slash < 0) {
      return path.substring(1);
    }
    if (!path.substring(1, slash).equals(bucket)) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST, "An object can be renamed only within its bucket.");
    }
    return path.substring(slash + 1);
  }

  private static @Nullable String token(@Nullable String sent) {
    if (sent == null) {
      return null;
    }
    boolean valid =
        !sent.isEmpty()
            && sent.length() <= MAX_TOKEN
            && sent.chars().allMatch(c -> c >= '!' && c <= '~');
    if (!valid) {
      throw invalid("The client token must be 1 to 64 visible ASCII characters.");
    }
    return sent;
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_ARGUMENT, message);
  }
}
