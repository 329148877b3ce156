package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Three processes on one tree: they form a cluster, and go on when one is stopped or killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {
  private static final List<String> VOLUMES = List.of("vol-a", "vol-b", "vol-c", "vol-d");

  private Cluster cluster;

  @BeforeAll
  void form(@TempDir Path home) throws IOException {
    cluster = new Cluster(home, VOLUMES);
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  @Test
  @Order(1)
  void each_volume_has_one_owner_and_all_nodes_agree() {
    cluster.awaitOwners(VOLUMES);
    JsonObject status = cluster.status(0);
    assertThat(status.getBoolean("majority")).isTrue();
    assertThat(status.getJsonArray("members")).hasSize(Cluster.NODES);
    assertThat(status.getJsonArray("moves").encode()).contains("gained");
    assertThat(cluster.page(0, "/-/ready").statusCode()).isEqualTo(200);
    assertThat(cluster.page(0, "/-/status").body()).contains("\"majority\" : true");
    assertThat(cluster.page(0, "/-/metrics").body()).contains("sluice_cluster_members 3.0");
    assertThat(cluster.root("vol-a").resolve(".sluice/lease.json")).exists();
    int owner = cluster.owner("vol-a", 0);
    assertThat(cluster.page(owner, "/-/volumes/vol-a/index").statusCode()).isEqualTo(200);
    var other = cluster.page((owner + 1) % Cluster.NODES, "/-/volumes/vol-a/index");
    assertThat(other.statusCode()).isEqualTo(503);
    assertThat(other.body()).contains("ask its owner");
  }

  @Test
  @Order(2)
  void nodes_that_do_not_fit_refuse_to_start() throws IOException {
    Path copied = cluster.data(0).resolveSibling("copied");
    Files.createDirectories(copied);
    Files.copy(cluster.data(0).resolve("node-id"), copied.resolve("node-id"));
    var refusals =
        Stream.of(
                refused("secret", Map.of("cluster.secret", "another-secret"), "cluster.secret"),
                refused("name", Map.of("cluster.name", "other"), "cluster.name"),
                refused("copied", Map.of(), "node id"))
            .toList();
    refusals.forEach(CompletableFuture::join);
    assertThat(cluster.status(0).getJsonArray("members")).hasSize(Cluster.NODES);
  }

  private CompletableFuture<Void> refused(String name, Map<String, String> with, String message) {
    Map<String, String> settings = new HashMap<>(cluster.stranger());
    settings.putAll(with);
    return CompletableFuture.runAsync(() ->
        assertThatThrownBy(() -> cluster.start(name, settings))
            .hasMessageContaining("sluice: ")
            .hasMessageContaining(message));
  }

  @Test
  @Order(3)
  void any_node_takes_any_request() {
    for (int node = 0; node < Cluster.NODES; node++) {
      for (String volume : VOLUMES) {
        String key = "from-" + node;
        cluster
            .s3(node)
            .putObject(r -> r.bucket(volume).key(key), RequestBody.fromString("by " + node));
        int other = (node + 1) % Cluster.NODES;
        assertThat(
                cluster.s3(other).getObjectAsBytes(r -> r.bucket(volume).key(key)).asUtf8String())
            .isEqualTo("by " + node);
      }
    }
    assertThat(cluster.s3(2).listObjectsV2(r -> r.bucket("vol-a")).contents()).hasSize(3);
  }

  @Test
  @Order(3)
  void a_volume_that_one_node_mounts_is_reached_through_the_others() throws IOException {
    cluster.awaitOwners(List.of(Cluster.ALONE));
    byte[] content = new byte[1 << 20];
    cluster
        .s3(1)
        .putObject(r -> r.bucket(Cluster.ALONE).key("far/away"), RequestBody.fromBytes(content));
    assertThat(cluster.lone().resolve("far/away")).hasBinaryContent(content);
    assertThat(
            cluster
                .s3(2)
                .getObjectAsBytes(r -> r.bucket(Cluster.ALONE).key("far/away"))
                .asByteArray())
        .isEqualTo(content);
    assertThat(cluster.s3(2).listBuckets().buckets())
        .extracting(bucket -> bucket.name())
        .contains(Cluster.ALONE, "vol-a");
  }

  @Test
  @Order(3)
  void a_bucket_whose_directory_is_gone_is_gone_on_all_nodes_and_can_be_made_again()
      throws IOException {
    for (String bucket : List.of("gone-1", "gone-2", "gone-3")) {
      cluster.s3(0).createBucket(r -> r.bucket(bucket));
      cluster.awaitOwners(List.of(bucket));
      awaitBuckets(bucket, true);
      // As one node removes it: aside first, so that nobody makes anything at its place.
      Files.move(cluster.root(bucket), cluster.root(".removing-" + bucket));
      awaitBuckets(bucket, false);
      cluster.s3(1).createBucket(r -> r.bucket(bucket));
      cluster.s3(1).putObject(r -> r.bucket(bucket).key("new"), RequestBody.fromString("content"));
      assertThat(cluster.root(bucket).resolve("new")).hasContent("content");
    }
  }

  private void awaitBuckets(String bucket, boolean there) {
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> {
          for (int node = 0; node < Cluster.NODES; node++) {
            boolean has =
                cluster.s3(node).listBuckets().buckets().stream()
                    .anyMatch(found -> found.name().equals(bucket));
            assertThat(has).isEqualTo(there);
            assertThat(cluster.page(node, "/-/ready").body()).doesNotContain(bucket);
          }
        });
  }

  @Test
  @Order(3)
  void the_parts_of_one_upload_may_go_through_different_nodes() {
    String key = "in-parts";
    String id = cluster.s3(0).createMultipartUpload(r -> r.bucket("vol-b").key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      int part = number;
      String tag =
          cluster
              .s3(number % Cluster.NODES)
              .uploadPart(
                  r -> r.bucket("vol-b").key(key).uploadId(id).partNumber(part),
                  RequestBody.fromString("part " + number + ";"))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    for (int node = 0; node < Cluster.NODES; node++) {
      cluster
          .s3(node)
          .completeMultipartUpload(
              r -> r.bucket("vol-b").key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
    }
    assertThat(cluster.root("vol-b").resolve(key)).hasContent("part 1;part 2;part 3;");
  }

  @Test
  @Order(4)
  void a_stopped_node_hands_over_and_no_client_sees_it() {
    int owner = cluster.owner("vol-a", 0);
    int other = (owner + 1) % Cluster.NODES;
    try (Loop loop = new Loop(cluster, other, "vol-a")) {
      loop.awaitMore();
      assertThat(cluster.server(owner).terminate()).as(cluster.server(owner).log()).isZero();
      loop.awaitMore();
      assertThat(loop.failures()).as("failures").isEmpty();
      loop.assertAllThere();
    }
    cluster.awaitOwners(VOLUMES);
    cluster.server(owner).restart();
    cluster.awaitOwners(VOLUMES);
  }

  @Test
  @Order(5)
  void a_killed_owner_is_followed_by_another() {
    int owner = cluster.owner("vol-a", 0);
    int other = (owner + 1) % Cluster.NODES;
    try (Loop loop = new Loop(cluster, other, "vol-a")) {
      loop.awaitMore();
      cluster.server(owner).kill();
      loop.awaitMore();
      assertThat(loop.failures()).as("failures").isEmpty();
      loop.assertAllThere();
    }
    cluster.awaitOwners(VOLUMES);
    assertThat(cluster.owner("vol-a", other)).isNotEqualTo(owner);
    assertThat(cluster.status(other).getJsonArray("moves").encode()).contains("gained");
  }

  @Test
  @Order(6)
  void a_lone_node_refuses_writes_and_says_so() throws IOException {
    List<Integer> living =
        Stream.of(0, 1, 2).filter(node -> cluster.server(node).isAlive()).toList();
    cluster.server(living.getFirst()).kill();
    int last = living.getLast();
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> cluster.page(last, "/-/ready").statusCode() == 503);
    assertThat(cluster.page(last, "/-/ready").body()).contains("no majority: 1 of 3");
    assertThat(cluster.status(last).getBoolean("majority")).isFalse();
    // The first node is away by now, whichever was killed before: it may come back with its volume.
    assertThatThrownBy(() -> cluster.s3(last).headBucket(r -> r.bucket(Cluster.ALONE)))
        .isInstanceOfSatisfying(
            S3Exception.class, refusal -> assertThat(refusal.statusCode()).isEqualTo(503));
  }

  @Test
  @Order(0)
  void a_node_without_a_cluster_has_no_thread_of_hazelcast() throws IOException {
    try (Wire wire = Wire.start("alone");
        Stream<Path> tasks = Files.list(Path.of("/proc/" + wire.server().pid() + "/task"))) {
      assertThat(tasks.map(ClusterIT::name)).isNotEmpty().noneMatch(name -> name.startsWith("hz."));
    }
    Path member = Path.of("/proc/" + cluster.server(0).pid() + "/task");
    if (cluster.server(0).isAlive()) {
      try (Stream<Path> tasks = Files.list(member)) {
        assertThat(tasks.map(ClusterIT::name)).anyMatch(name -> name.startsWith("hz."));
      }
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) {
      return "";
    }
  }

  /** A client that writes one object after the other through one node. */
  private static final class Loop implements AutoCloseable {
    private static final int MORE = 10;

    private final Cluster cluster;
    private final int node;
    private final String volume;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger written = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    Loop(Cluster cluster, int node, String volume) {
      this.cluster = cluster;
      this.node = node;
      this.volume = volume;
      this.thread = Thread.ofPlatform().daemon().name("loop").start(this::run);
    }

    private void run() {
      while (!stopping.get() && failures.isEmpty()) {
        try {
          String key = "loop-" + node + "/" + written.get();
          cluster.s3(node).putObject(r -> r.bucket(volume).key(key), RequestBody.fromString(key));
          cluster.s3(node).headObject(r -> r.bucket(volume).key(key));
          written.incrementAndGet();
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
    }

    void awaitMore() {
      int enough = written.get() + MORE;
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> written.get() >= enough || !failures.isEmpty());
    }

    List<Throwable> failures() {
      return List.copyOf(failures);
    }

    void assertAllThere() {
      int all = written.get();
      Path folder = cluster.root(volume).resolve("loop-" + node);
      for (int i = 0; i < all; i++) {
        try {
          assertThat(Files.readString(folder.resolve(String.valueOf(i))))
              .isEqualTo("loop-" + node + "/" + i);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void close() {
      stopping.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
