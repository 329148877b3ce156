package io.sluice.cli;

import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.ClusteredVertx;
import io.sluice.cluster.NodeIdentity;
import io.sluice.cluster.Seats;
import io.sluice.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Makes a node a member of its cluster. */
final class ClusterStart {
  private static final long BUS_SECONDS = 60;

  private ClusterStart() {}

  /** Joins; the Vert.x in it reaches the other members. */
  static ClusterPart join(Settings settings, VertxOptions options) throws Exception {
    SecureRandom random = new SecureRandom();
    var identity = new NodeIdentity(NodeId.readOrMake(settings.data(), random), Version.text());
    var sources = new ClusterNode.Sources(InstantSource.system(), System::nanoTime, random);
    ClusterNode node = ClusterNode.join(settings.cluster(), identity, sources);
    try {
      Vertx vertx =
          ClusteredVertx.start(options, settings.cluster(), node)
              .toCompletionStage()
              .toCompletableFuture()
              .get(BUS_SECONDS, TimeUnit.SECONDS);
      Seats seats = new Seats(node, sources);
      return new ClusterPart(node, seats, vertx, settings.cluster().handoverWait());
    } catch (Exception failure) {
      node.close();
      throw failure;
    }
  }
}
