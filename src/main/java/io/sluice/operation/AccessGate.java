package io.sluice.operation;

import io.sluice.catalog.Catalog;
import io.sluice.catalog.Credential;
import io.sluice.catalog.User;
import io.sluice.model.ObjectKey;
import io.sluice.model.Owner;
import io.sluice.model.Permission;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.CopySource;
import io.sluice.s3.ExpectedOwners;
import io.sluice.s3.RequestHead;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the operations: lets a request through, or refuses it. What a caller may not list
 * is denied to them rather than said to be missing, so that nobody learns names by asking.
 *
 * <p>Source: S3 API reference, GetObject and HeadObject, "Permissions".
 */
final class AccessGate {
  private final Catalog catalog;
  private final InstantSource clock;

  AccessGate(Catalog catalog, InstantSource clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** What stands behind an access key now; refuses one that is unknown, disabled or expired. */
  Credential caller(String accessKey) {
    Credential caller = catalog.access().credential(accessKey, clock.instant());
    if (caller == null) {
      throw Refusal.exception(
          Reason.INVALID_ACCESS_KEY_ID,
          "The AWS Access Key Id you provided does not exist in our records.");
    }
    return caller;
  }

  /** Who owns all buckets. */
  Owner owner() {
    return catalog.access().owner();
  }

  /** Refuses with ACCESS_DENIED what the caller may not do. */
  void check(S3Request request, RequestHead head, User caller) {
    Instant now = clock.instant();
    for (Need need : Needs.of(request)) {
      if (!need.isMet(caller, now)) {
        throw denied();
      }
    }
    if (request instanceof S3Request.BucketRequest inBucket) {
      hideAbsent(inBucket.bucket(), caller, now);
      CopySource source = source(request);
      if (source != null) {
        hideAbsent(source.bucket(), caller, now);
      }
    }
    checkOwners(ExpectedOwners.of(head));
  }

  /** The answer, in which a missing key shows only to those who may list it. */
  Future<S3Response> hidingAbsent(S3Request request, User caller, Future<S3Response> answer) {
    if (!(request instanceof S3Request.ObjectRequest onObject) || mayKnow(onObject, caller)) {
      return answer;
    }
    return answer
        .recover(AccessGate::hidden)
        .map(response ->
            response.body() instanceof ResponseBody.Slow(Future<Buffer> document)
                ? new S3Response(
                    response.status(),
                    response.headers(),
                    new ResponseBody.Slow(document.recover(AccessGate::hidden)))
                : response);
  }

  private boolean mayKnow(S3Request.ObjectRequest request, User caller) {
    if (request instanceof S3Request.RenameObject rename
        && !mayList(rename.bucket(), rename.source(), caller)) {
      return false;
    }
    CopySource source = source(request);
    return mayList(request.bucket(), request.key(), caller)
        && (source == null || mayList(source.bucket(), source.key(), caller));
  }

  private boolean mayList(String bucket, ObjectKey key, User caller) {
    return caller.may(Permission.LIST, bucket, key.toString(), clock.instant());
  }

  private static <T> Future<T> hidden(Throwable failure) {
    boolean isAbsence =
        failure instanceof RefusedException refused
            && refused.refusal().reason() == Reason.NO_SUCH_KEY;
    return Future.failedFuture(isAbsence ? denied() : failure);
  }

  private void hideAbsent(String bucket, User caller, Instant now) {
    if (catalog.volume(bucket) == null && !caller.maySomewhere(Permission.LIST, bucket, now)) {
      throw denied();
    }
  }

  private static @Nullable CopySource source(S3Request request) {
    if (request instanceof S3Request.CopyObject copy) {
      return copy.source();
    }
    return request instanceof S3Request.UploadPartCopy copy ? copy.source() : null;
  }

  private void checkOwners(ExpectedOwners expected) {
    if (!isOwner(expected.bucket()) || !isOwner(expected.source())) {
      throw denied();
    }
  }

  private boolean isOwner(@Nullable String id) {
    return id == null || id.equals(owner().id());
  }

  static RefusedException denied() {
    return Refusal.exception(Reason.ACCESS_DENIED, "Access Denied");
  }
}
