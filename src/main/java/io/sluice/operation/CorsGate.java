package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.CorsConfiguration;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins in, as far as a bucket's rules say. Browsers ask first (preflight),
 * without credentials; and read of an answer, of errors too, only what its headers allow.
 *
 * <p>Source: S3 user guide, "Using cross-origin resource sharing"; Fetch standard.
 */
final class CorsGate {
  private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

  private final RequestRouter router;
  private final CorsConfigurations configurations;

  CorsGate(RequestRouter router, CorsConfigurations configurations) {
    this.router = router;
    this.configurations = configurations;
  }

  /** Answers OPTIONS. Tells nobody whether a bucket exists. */
  Future<S3Response> preflight(RequestHead head) {
    String origin = head.header("origin");
    String method = head.header("access-control-request-method");
    if (origin == null || origin.isEmpty()) {
      return refused(Reason.BAD_REQUEST, "Insufficient information. Origin request header needed.");
    }
    if (method == null || !METHODS.contains(method)) {
      return refused(Reason.BAD_REQUEST, "Invalid Access-Control-Request-Method: " + method);
    }
    String bucket = router.bucket(head);
    if (bucket == null) {
      return refused(Reason.CORS_FORBIDDEN, "CORSResponse: CORS is not enabled here.");
    }
    return configurations.of(bucket).map(found -> preflight(found, head, origin, method));
  }

  private static S3Response preflight(
      Optional<CorsConfiguration> found, RequestHead head, String origin, String method) {
    if (found.isEmpty()) {
      throw forbidden("CORSResponse: CORS is not enabled for this bucket.");
    }
    List<String> asked = head.allHeaders("access-control-request-headers");
    List<Map.Entry<String, String>> headers =
        found.get().preflight(origin, method, asked.isEmpty() ? null : String.join(",", asked));
    if (headers == null) {
      throw forbidden(
          "CORSResponse: This CORS request is not allowed. No rule of the bucket allows this"
              + " Origin, Access-Control-Request-Method and Access-Control-Request-Headers.");
    }
    return Answers.empty(200, headers);
  }

  private static RefusedException forbidden(String message) {
    return Refusal.exception(Reason.CORS_FORBIDDEN, message);
  }

  private static Future<S3Response> refused(Reason reason, String message) {
    return Future.failedFuture(Refusal.exception(reason, message));
  }

  /** Adds to an answer, also to a refusal, what its page may know of it. */
  Future<S3Response> opened(RequestHead head, Future<S3Response> answer) {
    String bucket = head.header("origin") == null ? null : router.bucket(head);
    if (bucket == null) {
      return answer;
    }
    // What can't be read opens nothing; the answer itself stays what it is.
    Future<Optional<CorsConfiguration>> rules =
        configurations.of(bucket).otherwise(Optional.empty());
    return answer.transform(result -> rules.compose(found -> opened(head, result, found)));
  }

  private static Future<S3Response> opened(
      RequestHead head, AsyncResult<S3Response> result, Optional<CorsConfiguration> found) {
    List<Map.Entry<String, String>> more = found.isEmpty() ? List.of() : found.get().headers(head);
    @Nullable Throwable failure = result.cause();
    if (failure != null) {
      return Future.failedFuture(more.isEmpty() ? failure : new FailedAnswer(failure, more));
    }
    if (more.isEmpty()) {
      return Future.succeededFuture(result.result());
    }
    S3Response plain = result.result();
    List<Map.Entry<String, String>> headers = new ArrayList<>(plain.headers());
    headers.addAll(more);
    return Future.succeededFuture(
        new S3Response(plain.status(), headers, opened(plain.body(), more)));
  }

  /** A document that fails becomes another answer, which must have the headers too. */
  private static ResponseBody opened(ResponseBody body, List<Map.Entry<String, String>> more) {
    return body instanceof ResponseBody.Slow(Future<Buffer> document)
        ? new ResponseBody.Slow(
            document.recover(failure -> Future.failedFuture(new FailedAnswer(failure, more))))
        : body;
  }
}
