package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.History;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Three processes, clients that use all of them at once, and one fault after the other. What the
 * clients saw must be what one store could have answered. The seed is printed; {@code
 * -Dsluice.chaos.seed=SEED} takes it again (what the clients choose follows from it, but not what
 * the machine does), {@code -Dsluice.chaos=SECONDS} goes on for longer, with faults at random and
 * longer ones, {@code -Dsluice.chaos.faults=CLOCK,STOP} with no others than these.
 */
final class ChaosIT {
  private static final int CLIENTS = 5;
  private static final int SOME_WRITES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final long seed = Long.getLong("sluice.chaos.seed", System.nanoTime() % 1_000_000);
  private final Duration more = Duration.ofSeconds(Long.getLong("sluice.chaos", 0));
  private final List<String> named =
      List.of(System.getProperty("sluice.chaos.faults", "").split(","));
  private final Random random = new Random(seed);
  private final History history = new History();
  private final List<String> story = new ArrayList<>();
  private final Map<Fault, List<Long>> gaps = new EnumMap<>(Fault.class);
  private List<String> volumes = List.of("vol-a", "vol-b");
  private Trouble trouble;
  private Cluster cluster;
  private ChaosClients clients;

  @BeforeEach
  void form(@TempDir Path home) throws IOException {
    trouble = new Trouble(home, !more.isZero());
    cluster = new Cluster(home, volumes, trouble);
    volumes = trouble.volumes(volumes);
    cluster.awaitOwners(volumes);
    clients = new ChaosClients(cluster, history, volumes);
    clients.start(seed, CLIENTS);
  }

  @AfterEach
  void end() throws IOException {
    if (clients != null) {
      clients.close();
    }
    if (cluster != null) {
      cluster.close();
      cluster.keepLogs(Path.of("target/chaos"));
    }
    if (trouble != null) {
      trouble.close();
    }
  }

  private enum Fault {
    KILL,
    STOP,
    CLOCK,
    SLOW,
    // Part of a rolling restart, too.
    DRAIN,
    CUT
  }

  @Test
  void clients_see_one_store_whatever_happens_to_its_nodes() {
    System.out.println("chaos with -Dsluice.chaos.seed=" + seed);
    List<Fault> faults = possible();
    clients.awaitMore(SOME_WRITES);
    faults.stream().filter(fault -> fault != Fault.DRAIN).forEach(fault -> strike(fault, "vol-a"));
    if (faults.contains(Fault.DRAIN)) {
      rollingRestart();
    }
    long until = System.nanoTime() + more.toNanos();
    while (until - System.nanoTime() > 0) {
      Fault fault = faults.get(random.nextInt(faults.size()));
      strike(fault, volumes.get(random.nextInt(volumes.size())));
    }
    clients.stop();
    gaps.forEach((fault, millis) ->
        System.out.println("chaos: %s, ms without an answer: %s".formatted(fault, millis)));
    clients.check("seed %d; %s".formatted(seed, story));
  }

  private List<Fault> possible() {
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    faults.removeIf(fault ->
        (!named.contains("") && !named.contains(fault.name()))
            || (fault == Fault.CLOCK && trouble.clocks.isEmpty())
            || (fault == Fault.SLOW && trouble.mounts.isEmpty())
            || (fault == Fault.CUT && trouble.networks.isEmpty()));
    return faults;
  }

  /** Something happens to the owner of a volume, and ends; what was done meanwhile is noted. */
  private void strike(Fault fault, String aim) {
    String volume = fault == Fault.SLOW ? Trouble.MOUNTED : aim;
    int owner = cluster.owner(volume, 0);
    Gap gap = clients.watch(volume);
    switch (fault) {
      case KILL -> {
        cluster.server(owner).kill();
        goesOnWithout(owner, volume, gap);
        cluster.server(owner).restart();
      }
      case STOP -> stop(owner, volume, gap);
      case DRAIN -> {
        assertThat(cluster.server(owner).terminate()).as(cluster.server(owner).log()).isZero();
        goesOnWithout(owner, volume, gap);
        cluster.server(owner).restart();
      }
      case CLOCK -> setClock(owner, gap);
      case SLOW -> slow(owner, gap);
      case CUT -> cut(owner, volume, gap);
    }
    cluster.awaitOwners(volumes);
    clients.awaitMore(SOME_WRITES);
    gaps.computeIfAbsent(fault, _ -> new ArrayList<>()).add(gap.longestMillis());
    tell("%s node-%d: %s".formatted(fault, owner, gap));
  }

  private void stop(int owner, String volume, Gap gap) {
    long since = System.nanoTime();
    cluster.server(owner).pause();
    clients.avoid(owner); // What was sent to it before waits until it wakes.
    CompletableFuture<Integer> forwarded = owner == 0 ? forwarded() : done();
    goesOnWithout(owner, volume, gap);
    // Not before the stopped one is out of the cluster, but soon then.
    assertThat(forwarded).succeedsWithin(PATIENCE).isIn(404, 503);
    hold(since, Duration.ofSeconds(30));
    cluster.server(owner).resume();
    clients.avoid(null);
  }

  private static CompletableFuture<Integer> done() {
    return CompletableFuture.completedFuture(404);
  }

  /** The status of a request for a volume that only the stopped first node mounts. */
  private CompletableFuture<Integer> forwarded() {
    return clients
        .by("forwarded", 1, Cluster.ALONE)
        .s3()
        .headBucket(r -> r.bucket(Cluster.ALONE))
        .thenApply(_ -> 200)
        .exceptionally(failure ->
            failure.getCause() instanceof S3Exception refused ? refused.statusCode() : 0);
  }

  /** By seconds, minutes, more than signatures may be old, more than anything is kept. */
  private void setClock(int node, Gap gap) {
    List<Duration> offs =
        new ArrayList<>(
            List.of(
                Duration.ofSeconds(20),
                Duration.ofMinutes(3),
                Duration.ofHours(-2),
                Duration.ofDays(30)));
    if (random.nextBoolean()) {
      offs.replaceAll(Duration::negated);
    }
    for (Duration off : offs) {
      trouble.clock(node, off);
      answers(gap);
    }
    trouble.clock(node, Duration.ZERO);
    answers(gap);
  }

  private void slow(int node, Gap gap) {
    long since = System.nanoTime();
    Duration still = Duration.ofMillis(List.of(100, 300, 700).get(random.nextInt(3)));
    try (AutoCloseable _ = trouble.mounts.orElseThrow().slow(node, still)) {
      answers(gap);
      hold(since, Duration.ofSeconds(10));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void cut(int owner, String volume, Gap gap) {
    long since = System.nanoTime();
    trouble.networks.orElseThrow().cut(owner);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.page(owner, "/-/ready").statusCode() == 503);
    // As a load balancer does. It would answer 503 again and again, and each may have been done.
    clients.avoid(owner);
    goesOnWithout(owner, volume, gap);
    hold(since, Duration.ofSeconds(15));
    trouble.networks.orElseThrow().heal(owner);
    clients.avoid(null);
  }

  /** Waits for some more answers. */
  private static void answers(Gap gap) {
    int enough = gap.answers() + SOME_WRITES / 4;
    Awaitility.await().atMost(PATIENCE).until(() -> gap.answers() >= enough);
  }

  private void goesOnWithout(int former, String volume, Gap gap) {
    answers(gap);
    int other = (former + 1) % Cluster.NODES;
    String before = cluster.id(former);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !before.equals(cluster.owners(other).getOrDefault(volume, before)));
    clients.awaitMore(SOME_WRITES);
  }

  /** In a long run, lets a fault last. */
  private void hold(long since, Duration lasting) {
    if (!more.isZero()) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - since > lasting.toNanos());
    }
  }

  private void tell(String what) {
    story.add(what);
    System.out.println("chaos: " + what);
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
        long began = System.nanoTime();
        assertThat(server.terminate()).as(server.log()).isZero();
        long ended = System.nanoTime();
        server.restart();
        long ready = System.nanoTime();
        cluster.awaitOwners(volumes);
        tell(
            "node-%d ended in %d ms, was ready %d ms later, owners settled %d ms later"
                .formatted(
                    node,
                    (ended - began) / 1_000_000,
                    (ready - ended) / 1_000_000,
                    (System.nanoTime() - ready) / 1_000_000));
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
