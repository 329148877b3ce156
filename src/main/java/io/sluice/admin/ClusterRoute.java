package io.sluice.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /-/cluster}: members, the volumes they mount, owners, epochs and moves, as this node
 * sees them. 404 on a node without a cluster.
 */
public final class ClusterRoute implements AdminRoute {
  private final Supplier<Map<String, Object>> status;

  /**
   * @param status must not wait; empty without a cluster
   */
  public ClusterRoute(Supplier<Map<String, Object>> status) {
    this.status = status;
  }

  @Override
  public boolean take(HttpServerRequest request) {
    if (!"/-/cluster".equals(request.path())) {
      return false;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      Answers.methodNotAllowed(request, "GET, HEAD");
      return true;
    }
    Map<String, Object> body = status.get();
    if (body.isEmpty()) {
      Answers.error(request, 404, "this node is not part of a cluster");
    } else {
      Answers.json(request, 200, new JsonObject(body));
    }
    return true;
  }
}
