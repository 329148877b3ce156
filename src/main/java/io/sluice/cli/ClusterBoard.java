package io.sluice.cli;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.ClusterView;
import io.sluice.cluster.Move;
import io.sluice.cluster.NodeRecord;
import io.sluice.cluster.Owner;
import io.sluice.config.ClusterSettings;
import io.sluice.telemetry.NodeHealth;
import io.sluice.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The cluster as this node sees it: on the status board, in gauges, and in its readiness. */
final class ClusterBoard {
  /** How often {@link #look} should be called. */
  static final long EVERY_MILLIS = 500;

  // A member that comes and goes must not make a load balancer drop and take nodes by turns.
  private static final int LOOKS_UNTIL_FAULT = 2;
  private static final int LOOKS_UNTIL_WELL = 4;

  private static final String FAULT = "cluster";

  private final ClusterPart cluster;
  private final ClusterSettings settings;
  private final NodeHealth health;
  private int with = LOOKS_UNTIL_WELL;
  private int without;

  ClusterBoard(ClusterPart cluster, ClusterSettings settings, Telemetry telemetry) {
    this.cluster = cluster;
    this.settings = settings;
    this.health = telemetry.health();
    telemetry.status().put("cluster", this::status);
    gauges(telemetry.meters().registry());
  }

  private void gauges(MeterRegistry registry) {
    ClusterNode node = cluster.node();
    Gauge.builder("sluice.cluster.members", node, n -> n.view().nodes().size()).register(registry);
    Gauge.builder("sluice.cluster.majority", node, n -> n.view().majority() ? 1 : 0)
        .register(registry);
    Gauge.builder("sluice.cluster.volumes.owned", node, ClusterBoard::owned).register(registry);
    Gauge.builder("sluice.cluster.moves", node, ClusterNode::movesSoFar).register(registry);
  }

  private static long owned(ClusterNode node) {
    String self = node.view().self();
    return node.owners().values().stream().filter(owner -> owner.nodeId().equals(self)).count();
  }

  /** Looks whether there is a majority, and says so in the node's readiness. */
  void look() {
    boolean majority = cluster.node().view().majority();
    with = majority ? with + 1 : 0;
    without = majority ? 0 : without + 1;
    if (without >= LOOKS_UNTIL_FAULT) {
      health.fault(
          FAULT,
          "no majority: %d of %d nodes are there; writes are refused"
              .formatted(cluster.node().view().nodes().size(), settings.expectedSize()));
    } else if (with >= LOOKS_UNTIL_WELL) {
      health.recovered(FAULT);
    }
  }

  Map<String, Object> status() {
    ClusterView view = cluster.node().view();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", settings.name());
    status.put("node", view.self());
    status.put("size", settings.expectedSize());
    status.put("majority", view.majority());
    status.put("members", view.nodes().stream().map(ClusterBoard::shown).toList());
    List<Object> volumes = new ArrayList<>();
    new TreeMap<>(cluster.node().owners())
        .forEach((volume, owner) -> volumes.add(shown(volume, owner)));
    status.put("volumes", volumes);
    status.put("hanging", List.copyOf(cluster.seats().hanging()));
    status.put("moves", cluster.node().moves().stream().map(ClusterBoard::shown).toList());
    return status;
  }

  private static Map<String, Object> shown(NodeRecord node) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("node", node.id());
    shown.put("version", node.version());
    shown.put("s3", node.s3Address());
    shown.put("draining", node.draining());
    shown.put("mounted", node.volumes());
    return shown;
  }

  private static Map<String, Object> shown(String volume, Owner owner) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("volume", volume);
    shown.put("owner", owner.nodeId());
    shown.put("epoch", owner.epoch());
    return shown;
  }

  private static Map<String, Object> shown(Move move) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("at", move.at().toString());
    shown.put("volume", move.volume());
    shown.put("kind", move.kind().toString().toLowerCase(Locale.ROOT));
    shown.put("node", move.nodeId());
    shown.put("epoch", move.epoch());
    return shown;
  }
}
