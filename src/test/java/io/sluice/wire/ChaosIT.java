package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.History;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes, clients that use all of them at once, and one fault after the other. What the
 * clients saw must be what one store could have answered. The seed is printed; {@code
 * -Dsluice.chaos.seed=SEED} takes it again (what the clients choose follows from it, but not what
 * the machine does), {@code -Dsluice.chaos=SECONDS} goes on for longer, with faults at random.
 */
final class ChaosIT {
  private static final List<String> VOLUMES = List.of("vol-a", "vol-b");
  private static final int CLIENTS = 5;
  private static final int SOME_WRITES = 20;

  private final long seed = Long.getLong("sluice.chaos.seed", System.nanoTime() % 1_000_000);
  private final Random random = new Random(seed);
  private final History history = new History();
  private final List<String> story = new ArrayList<>();
  private Cluster cluster;
  private ChaosClients clients;

  @BeforeEach
  void form(@TempDir Path home) throws IOException {
    cluster = new Cluster(home, VOLUMES);
    cluster.awaitOwners(VOLUMES);
    clients = new ChaosClients(cluster, history, VOLUMES);
    clients.start(seed, CLIENTS);
  }

  @AfterEach
  void end() throws IOException {
    clients.close();
    cluster.close();
    cluster.keepLogs(Path.of("target/chaos"));
  }

  private enum Fault {
    KILL,
    STOP,
    DRAIN
  }

  @Test
  void clients_see_one_store_whatever_happens_to_its_nodes() {
    System.out.println("chaos with -Dsluice.chaos.seed=" + seed);
    clients.awaitMore(SOME_WRITES);
    List.of(Fault.KILL, Fault.STOP, Fault.DRAIN).forEach(fault -> strike(fault, "vol-a"));
    rollingRestart();
    long until = System.nanoTime() + Duration.ofSeconds(Long.getLong("sluice.chaos", 0)).toNanos();
    while (System.nanoTime() < until) {
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      strike(fault, VOLUMES.get(random.nextInt(VOLUMES.size())));
    }
    clients.stop();
    clients.check("seed %d; %s".formatted(seed, story));
  }

  /**
   * Something happens to the owner of a volume; another one serves it, and the first comes back.
   */
  private void strike(Fault fault, String volume) {
    int owner = cluster.owner(volume, 0);
    ServerProcess server = cluster.server(owner);
    CompletableFuture<Long> answered = clients.firstAnswer(volume);
    switch (fault) {
      case KILL -> server.kill();
      case STOP -> {
        server.pause();
        clients.avoid(owner); // What was sent to it before waits until it wakes.
      }
      case DRAIN -> {
        long since = System.nanoTime();
        assertThat(server.terminate()).as(server.log()).isZero();
        tell("ended after %d ms".formatted((System.nanoTime() - since) / 1_000_000));
      }
    }
    tell("%s node-%d: answered after %d ms".formatted(fault, owner, answered.join()));
    awaitAnotherOwner(volume, owner);
    clients.awaitMore(SOME_WRITES);
    if (fault == Fault.STOP) {
      server.resume();
      clients.avoid(null);
    } else {
      server.restart();
    }
    cluster.awaitOwners(VOLUMES);
    clients.awaitMore(SOME_WRITES);
  }

  private void tell(String what) {
    story.add(what);
    System.out.println("chaos: " + what);
  }

  private void awaitAnotherOwner(String volume, int former) {
    int other = (former + 1) % Cluster.NODES;
    String before = cluster.id(former);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !before.equals(cluster.owners(other).getOrDefault(volume, before)));
  }

  /**
   * All nodes, one after the other, behind a load balancer: who has default retries sees nothing.
   */
  private void rollingRestart() {
    long since = System.nanoTime();
    List<URI> nodes =
        IntStream.range(0, Cluster.NODES).mapToObj(n -> cluster.server(n).endpoint()).toList();
    try (Balancer balancer = new Balancer(nodes);
        SteadyClients steady = new SteadyClients(balancer.endpoint(), "vol-b")) {
      for (int node = 0; node < Cluster.NODES; node++) {
        steady.awaitMore();
        ServerProcess server = cluster.server(node);
        assertThat(server.terminate()).as(server.log()).isZero();
        server.restart();
        cluster.awaitOwners(VOLUMES);
      }
      steady.awaitMore();
      assertThat(steady.failures()).as("failures; seed %d", seed).isEmpty();
      Map<String, byte[]> written = steady.written();
      written.forEach((key, content) ->
          assertThat(cluster.root("vol-b").resolve(key)).hasBinaryContent(content));
      Duration took = Duration.ofNanos(System.nanoTime() - since);
      tell(
          "rolling restart in %d ms, %d steady writes, no error"
              .formatted(took.toMillis(), written.size()));
    }
  }
}
