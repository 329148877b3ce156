package io.sluice.bus;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One node owns everything; what it does not serve now, nobody will. */
final class LoneRoutes implements OwnerRoutes {
  static final LoneRoutes INSTANCE = new LoneRoutes();

  private static final Route HERE = new Route("alone", 0);

  @Override
  public String self() {
    return HERE.nodeId();
  }

  @Override
  public Route current(String volume) {
    return HERE;
  }

  @Override
  public Future<Route> after(String volume, @Nullable Route stale, Duration within) {
    return Future.failedFuture("there is no other node");
  }
}
