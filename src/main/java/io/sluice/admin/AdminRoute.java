package io.sluice.admin;

import io.vertx.core.http.HttpServerRequest;

/** Pages of the management port beyond those that every node has. */
public interface AdminRoute {
  /**
   * Takes a request and sees to its answer, which may come later. Runs on an event loop.
   *
   * @return false when the path is none of this route's; then nothing was done
   */
  boolean take(HttpServerRequest request);
}
