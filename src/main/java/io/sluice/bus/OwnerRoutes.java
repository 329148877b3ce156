package io.sluice.bus;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who owns which volume, as this node knows it. A hint: the owner itself refuses what is stale. */
public interface OwnerRoutes {
  /** This node's id. */
  String self();

  /** The owner of a volume, null while it is known to have none. Never blocks. */
  @Nullable Route current(String volume);

  /**
   * A route that differs from one which did not work; at once when there is one already. The stale
   * one again when it still is what the cluster believes after a while, since its owner may just
   * have begun to serve.
   *
   * @param stale null when there was none
   * @param within fails when nothing came so long; the reason does not matter
   */
  Future<Route> after(String volume, @Nullable Route stale, Duration within);

  /**
   * Whether a volume without an owner may soon have one, as this node sees it; false once it has
   * seen no majority of the cluster's nodes for long. Never blocks.
   */
  default boolean isWorthWaiting() {
    return true;
  }

  /** The routes of a node without a cluster: all its own, in epoch 0, for ever. */
  static OwnerRoutes alone() {
    return LoneRoutes.INSTANCE;
  }
}
