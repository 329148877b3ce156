package io.sluice.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.sluice.config.ClusterSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * Turns the settings into Hazelcast's. A member that is killed is noticed by its closed sockets, in
 * less than a second; one that is silent after 5 s: less would drop healthy members of a busy
 * machine.
 */
final class HazelcastTerms {
  static final String NODES = "sluice.nodes";
  static final String OWNERS = "sluice.owners";

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          // Our own shutdown comes first, and in order.
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
          // With longer ones an ordinary call takes seconds right after a member was killed.
          Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
          Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "1"),
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          // A few hundred small entries are all that is kept.
          Map.entry("hazelcast.partition.count", "67"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.io.thread.count", "2"),
          Map.entry("hazelcast.event.thread.count", "1"));

  private HazelcastTerms() {}

  static Config of(ClusterSettings settings, Greeting greeting) throws ClusterFault {
    Config config = new Config();
    config.setClusterName(settings.name());
    PROPERTIES.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.max.join.seconds", String.valueOf(Math.max(1, settings.joinWait().toSeconds())));
    config.getJetConfig().setEnabled(false);
    config.getIntegrityCheckerConfig().setEnabled(false);
    greeting.attributes().forEach(config.getMemberAttributeConfig()::setAttribute);
    config.getMemberAttributeConfig().setAttribute("__vertx.nodeId", busId(greeting));
    // Holds nothing of the cluster's until it is known to belong there: what leaves at once, as two
    // wrong nodes together, must not take a part of the maps with it.
    config.setLiteMember(true);
    config.addMapConfig(new MapConfig(NODES).setBackupCount(1));
    config.addMapConfig(new MapConfig(OWNERS).setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    network(config.getAdvancedNetworkConfig(), settings);
    return config;
  }

  /**
   * By what the event bus knows this process. It forgets everything of an id that goes, so the id
   * must not be that of the same node's next start, nor that of a copied data directory.
   */
  static String busId(Greeting greeting) {
    return greeting.nodeId() + "-" + greeting.nonce();
  }

  /**
   * A port for members alone. One that clients may use too tells them apart by what they say first,
   * and while a member that hangs says nothing, the thread that writes to all others does nothing
   * but ask again (github.com/hazelcast/hazelcast/issues/26473).
   */
  private static void network(AdvancedNetworkConfig network, ClusterSettings settings)
      throws ClusterFault {
    ServerSocketEndpointConfig socket = new ServerSocketEndpointConfig();
    socket.setPort(settings.port()).setPortAutoIncrement(false).setReuseAddress(true);
    InetAddress address = resolved(settings.host());
    if (!address.isAnyLocalAddress()) {
      socket.getInterfaces().setEnabled(true).addInterface(address.getHostAddress());
    }
    if (settings.publicHost() != null) {
      socket.setPublicAddress(settings.publicHost() + ":" + settings.port());
    }
    network.setEnabled(true).setMemberEndpointConfig(socket);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (settings.kubernetes() != null) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", settings.kubernetes())
          .setProperty("service-port", String.valueOf(settings.port()));
    } else {
      join.getTcpIpConfig()
          .setEnabled(true)
          .setMembers(settings.addresses())
          .setConnectionTimeoutSeconds(2);
    }
  }

  static InetAddress resolved(String host) throws ClusterFault {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ClusterFault("cluster.host '" + host + "' is not known", e);
    }
  }
}
