package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ClusterSettings;
import io.sluice.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Addresses where connections are taken and nothing is said: as stopped processes do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SilentMembersTest {
  private static final int NODES = 2;
  private static final int SILENT = 4; // More than Hazelcast has threads that write.

  private final List<ServerSocket> silent = new ArrayList<>();
  private final List<ClusterNode> nodes = new ArrayList<>();
  private CompletableFuture<ClusterNode> lonely = new CompletableFuture<>();

  /** It waits for seconds, which it may do beside the other. */
  @BeforeAll
  void start_one_that_finds_only_such_members() throws IOException {
    List<Integer> ports = freePorts(2);
    listen(ports.subList(1, ports.size()));
    lonely = joining(ports.getFirst(), ports, 2);
  }

  @AfterAll
  void close() throws IOException {
    nodes.forEach(ClusterNode::close);
    for (ServerSocket socket : silent) {
      socket.close();
    }
  }

  @Test
  void nodes_stay_together_beside_members_that_say_nothing() throws IOException {
    List<Integer> ports = freePorts(NODES + SILENT);
    List<CompletableFuture<ClusterNode>> joining =
        ports.subList(0, NODES).stream().map(port -> joining(port, ports, 60)).toList();
    joining.forEach(node -> nodes.add(node.join()));

    listen(ports.subList(NODES, ports.size()));

    // Longer than it takes to drop a member that is not heard of.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .during(Duration.ofSeconds(8))
        .untilAsserted(() ->
            assertThat(nodes).allSatisfy(node -> assertThat(node.view().majority()).isTrue()));
  }

  @Test
  void a_node_that_finds_only_such_members_says_so() {
    assertThatThrownBy(lonely::join)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .cause() // What failed within the future.
        .cause()
        .isInstanceOf(ClusterFault.class)
        .hasMessageContaining("say nothing");
  }

  private void listen(List<Integer> ports) throws IOException {
    for (int port : ports) {
      silent.add(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> free = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      free.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    for (ServerSocket socket : free) {
      socket.close();
    }
    return free.stream().map(ServerSocket::getLocalPort).toList();
  }

  private static CompletableFuture<ClusterNode> joining(
      int port, List<Integer> members, int waitSeconds) {
    return CompletableFuture.supplyAsync(
        () -> join(port, members, waitSeconds), Thread::startVirtualThread);
  }

  private static ClusterNode join(int port, List<Integer> members, int waitSeconds) {
    ClusterSettings defaults = ClusterSettings.OFF;
    var settings =
        new ClusterSettings(
            "silent",
            new Secret("what-both-share"),
            members.stream().map(member -> "127.0.0.1:" + member).toList(),
            null,
            "127.0.0.1",
            port,
            "",
            0,
            null,
            NODES,
            defaults.lease(),
            defaults.leaseRenew(),
            defaults.handoverWait(),
            Duration.ofSeconds(waitSeconds),
            ClusterSettings.OFF.tls());
    var sources =
        new ClusterNode.Sources(InstantSource.system(), System::nanoTime, new Random(port));
    try {
      return ClusterNode.join(settings, new NodeIdentity("node-" + port, "0.1.0"), sources);
    } catch (ClusterFault e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
