package io.sluice.admin;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the management port answers. */
final class Answers {
  static final String JSON = "application/json";

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static void json(HttpServerRequest request, int status, JsonObject body) {
    text(request, status, JSON, body.encode());
  }

  static void error(HttpServerRequest request, int status, String message) {
    json(request, status, new JsonObject().put("error", message));
  }

  static void methodNotAllowed(HttpServerRequest request, String allowed) {
    request.response().putHeader("Allow", allowed);
    error(request, 405, "only " + allowed + " are answered here");
  }

  /** What went wrong: a refusal in its own words, anything else in the log. */
  static void failure(HttpServerRequest request, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      Reason reason = refused.refusal().reason();
      error(request, reason == Reason.NO_SUCH_BUCKET ? 404 : 503, refused.refusal().message());
      return;
    }
    LOG.atError().addKeyValue("path", request.path()).setCause(failure).log("no answer");
    error(request, 500, "this page can't be made; the log says why");
  }

  static void text(HttpServerRequest request, int status, String type, String body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    response.putHeader("Content-Type", type).putHeader("Cache-Control", "no-store");
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }
}
