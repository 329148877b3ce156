package io.sluice.s3;

import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request's head into the one operation that it means.
 *
 * <p>Source: S3 API reference, "Actions"; S3 user guide, "Virtual hosting of buckets".
 */
public final class RequestRouter {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");

  private final RoutingSettings settings;

  public RequestRouter(RoutingSettings settings) {
    this.settings = settings;
  }

  /**
   * The operation with its fields.
   *
   * @throws RefusedException if there is none, or a field breaks its rules
   */
  public S3Request route(RequestHead head) {
    if (!METHODS.contains(head.method())) {
      throw methodNotAllowed();
    }
    RequestTarget target = RequestTarget.of(head, settings);
    ParsedHead parsed = new ParsedHead(head);
    String bucket = target.bucket();
    ObjectKey key = target.key();
    if (bucket == null) {
      return ServiceRoutes.route(parsed);
    }
    UnofferedHeaders.check(parsed);
    return key == null
        ? BucketRoutes.route(parsed, bucket)
        : ObjectRoutes.route(parsed, bucket, key);
  }

  /** The bucket that a request names, null when it names none or can't be read. */
  public @Nullable String bucket(RequestHead head) {
    try {
      return RequestTarget.of(head, settings).bucket();
    } catch (RefusedException unreadable) {
      return null;
    }
  }

  /**
   * The bucket to which a browser's form is posted, or null for a request that is none.
   *
   * <p>Source: S3 API reference, "POST Object".
   */
  public @Nullable String formBucket(RequestHead head) {
    String type = head.header("content-type");
    boolean isForm =
        head.method().equals("POST")
            && type != null
            && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
            && head.header("authorization") == null
            && head.rawQuery().isEmpty();
    if (!isForm) {
      return null;
    }
    RequestTarget target = RequestTarget.of(head, settings);
    return target.key() == null ? target.bucket() : null;
  }

  static RefusedException methodNotAllowed() {
    return Refusal.exception(
        Reason.METHOD_NOT_ALLOWED, "The specified method is not allowed against this resource.");
  }
}
