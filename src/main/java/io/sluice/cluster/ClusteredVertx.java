package io.sluice.cluster;

import io.sluice.config.ClusterSettings;
import io.sluice.config.ClusterTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Vert.x with an event bus that reaches the other members. */
public final class ClusteredVertx {
  private ClusteredVertx() {}

  /** Closing it leaves Hazelcast open: that is the {@link ClusterNode}'s. */
  public static Future<Vertx> start(
      VertxOptions options, ClusterSettings settings, ClusterNode node) {
    options.setEventBusOptions(bus(settings, node));
    return Vertx.builder()
        .with(options)
        .withClusterManager(new HazelcastClusterManager(node.hazelcast()))
        .buildClustered();
  }

  private static EventBusOptions bus(ClusterSettings settings, ClusterNode node) {
    // By name: the constant belongs to HTTP, which is no business of this room.
    JsonObject mutual = new EventBusOptions().toJson().put("clientAuth", "REQUIRED");
    ClusterTls tls = settings.tls();
    EventBusOptions options =
        (tls.isOn() ? new EventBusOptions(mutual) : new EventBusOptions())
            .setHost(settings.busAddress())
            .setPort(settings.busPort())
            .setClusterPublicHost(publicHost(settings, node));
    // A connection to a node that is gone must not swallow requests for long.
    options.setClusterPingInterval(2_000).setClusterPingReplyInterval(2_000);
    options.setConnectTimeout(2_000);
    if (tls.isOn()) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(text(tls.certificate()))
                  .setKeyPath(text(tls.key())))
          .setTrustOptions(new PemTrustOptions().addCertPath(text(tls.trust())));
    }
    return options;
  }

  private static String publicHost(ClusterSettings settings, ClusterNode node) {
    String given = settings.publicHost();
    if (given != null) {
      return given;
    }
    return settings.busAddress().equals("0.0.0.0") ? node.host() : settings.busAddress();
  }

  private static String text(@Nullable Path path) {
    return Objects.requireNonNull(path).toString();
  }
}
