package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.Act;
import io.sluice.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Clients that read and write a few keys through all nodes, one operation after the other each. */
final class ChaosClients implements AutoCloseable {
  static final List<String> KEYS = List.of("one", "two", "from", "to");

  private final Cluster cluster;
  private final History history;
  private final Recorder recorder;
  private final List<String> volumes;
  private final List<S3AsyncClient> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicReference<@Nullable Gap> gap = new AtomicReference<>();
  private final AtomicReference<@Nullable Watch> watch = new AtomicReference<>();
  private final AtomicReference<@Nullable Integer> avoided = new AtomicReference<>();

  /** Waits for the first write to a volume that began after a moment. */
  private record Watch(String volume, long since, CompletableFuture<Long> answered) {}

  ChaosClients(Cluster cluster, History history, List<String> volumes) {
    this.cluster = cluster;
    this.history = history;
    this.recorder = new Recorder(history);
    this.volumes = List.copyOf(volumes);
    this.nodes =
        IntStream.range(0, Cluster.NODES).mapToObj(node -> client(cluster.server(node))).toList();
  }

  private static S3AsyncClient client(ServerProcess server) {
    return S3AsyncClient.builder()
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(Wire.credentials())
        .forcePathStyle(true)
        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(45)))
        .build();
  }

  void start(long seed, int clients) {
    for (int i = 0; i < clients; i++) {
      var client = new Client("c" + i, new Random(seed * 31 + i));
      threads.add(Thread.ofPlatform().daemon().name("chaos-" + i).start(client::run));
    }
  }

  /** Waits until so many more writes were acknowledged. */
  void awaitMore(int writes) {
    int enough = written.get() + writes;
    Awaitility.await()
        .atMost(3, TimeUnit.MINUTES)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .until(() -> written.get() >= enough);
  }

  /**
   * Waits from now on for the answer to a write to a volume.
   *
   * @return how many milliseconds later the first one came that was sent after this call
   */
  CompletableFuture<Long> firstAnswer(String volume) {
    long since = System.nanoTime();
    CompletableFuture<Long> answered = new CompletableFuture<>();
    watch.set(new Watch(volume, since, answered));
    return answered
        .orTimeout(3, TimeUnit.MINUTES)
        .thenApply(at -> Duration.ofNanos(at - since).toMillis());
  }

  /** Looks from now on for how long writes to a volume have no answer. */
  Gap watch(String volume) {
    Gap begun = new Gap(volume, System.nanoTime());
    gap.set(begun);
    return begun;
  }

  /** Who asks, through which node. */
  Recorder.Asking by(String who, int node, String volume) {
    return new Recorder.Asking(who, nodes.get(node), volume);
  }

  /**
   * Reads everything through every node, once all is calm, and looks whether all that was seen is
   * what one store could have shown.
   */
  void check(String about) {
    for (int node = 0; node < nodes.size(); node++) {
      for (String volume : volumes) {
        var by = by("last-" + node, node, volume);
        KEYS.forEach(key -> recorder.get(by, key));
      }
    }
    System.out.println("history: " + history.counts());
    assertThat(history.fault()).as(about).isEmpty();
    for (String volume : volumes) {
      KEYS.forEach(key -> lookAt(volume, key));
    }
    assertThat(recorder.anomalies).as(about).isEmpty();
  }

  private void lookAt(String volume, String key) {
    Path file = cluster.root(volume).resolve(key);
    try {
      if (Files.exists(file)) {
        String _ = recorder.named(volume + "/" + key, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Recorder recorder() {
    return recorder;
  }

  private void wrote(String volume, long invoked) {
    written.incrementAndGet();
    Gap watched = gap.get();
    if (watched != null) {
      watched.answered(volume, System.nanoTime());
    }
    Watch waiting = watch.get();
    if (waiting != null && waiting.volume().equals(volume) && invoked - waiting.since() > 0) {
      waiting.answered().complete(System.nanoTime());
    }
  }

  /** Asks a node no more that will not answer; null: none. */
  void avoid(@Nullable Integer node) {
    avoided.set(node);
  }

  private int anyNode(Random random) {
    int node = random.nextInt(nodes.size());
    Integer silent = avoided.get();
    return silent != null && node == silent ? (node + 1) % nodes.size() : node;
  }

  /** Ends what they do; what was noted stays. */
  void stop() {
    stopping.set(true);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    nodes.forEach(S3AsyncClient::close);
  }

  private final class Client {
    private static final long THINKING_NANOS = 40_000_000;

    private final String name;
    private final Random random;
    private int writes;

    Client(String name, Random random) {
      this.name = name;
      this.random = random;
    }

    void run() {
      while (!stopping.get()) {
        String volume = volumes.get(random.nextInt(volumes.size()));
        long invoked = System.nanoTime();
        if (act(by(name, anyNode(random), volume))) {
          wrote(volume, invoked);
        }
        LockSupport.parkNanos(random.nextLong(THINKING_NANOS));
      }
    }

    private boolean act(Recorder.Asking by) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      return switch (random.nextInt(12)) {
        case 0, 1 -> recorder.put(by, key, content(), new Act.Always(), null);
        case 2 -> recorder.put(by, key, content(), new Act.IfAbsent(), null);
        case 3, 4 -> swap(by, key);
        case 5 -> recorder.complete(by, key, content());
        case 6, 7 -> recorder.delete(by, key);
        case 8 -> recorder.rename(by, "from", "to");
        default -> {
          recorder.get(by, key);
          yield false;
        }
      };
    }

    /** Reads, and writes if nobody else did meanwhile. */
    private boolean swap(Recorder.Asking by, String key) {
      Recorder.Found found = recorder.get(by, key);
      return found != null
          && recorder.put(by, key, content(), new Act.IfContent(found.content()), found);
    }

    private String content() {
      return name + "-" + writes++;
    }
  }
}
