package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.Act;
import io.sluice.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Three processes in three network namespaces on one tree, one of which is cut off from the others
 * and comes back. That two who both believe themselves owners do no harm is tried out, for every
 * place where one of them may stand still, by {@code volume.FenceTest}, and at random by {@code
 * cluster.OwnershipSimulationTest}.
 */
final class PartitionIT {
  private static final List<String> VOLUMES = List.of("vol-a", "vol-b");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SOME_WRITES = 25;

  private final History history = new History();
  private Namespaces namespaces;
  private Cluster cluster;
  private ChaosClients clients;

  @BeforeEach
  void form(@TempDir Path home) throws IOException {
    namespaces = Namespaces.make();
    cluster = new Cluster(home, VOLUMES, namespaces);
    cluster.awaitOwners(VOLUMES);
    clients = new ChaosClients(cluster, history, VOLUMES);
  }

  @AfterEach
  void end() {
    if (clients != null) {
      clients.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void the_side_without_a_majority_refuses_writes_and_nothing_diverges() {
    clients.start(1, 5);
    clients.awaitMore(SOME_WRITES);
    int cut = cluster.owner("vol-a", 0);
    int other = (cut + 1) % Cluster.NODES;
    CompletableFuture<Long> answered = clients.firstAnswer("vol-a");
    namespaces.cut(cut);
    System.out.println("partition: answered after " + answered.join() + " ms");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.page(cut, "/-/ready").statusCode() == 503);
    assertThat(cluster.page(cut, "/-/ready").body()).contains("no majority: 1 of 3");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> owners(other).equals(VOLUMES.size()) && !serves(other, cut));
    refusesWrites(cut);
    clients.awaitMore(SOME_WRITES);
    assertThat(cluster.page(other, "/-/ready").statusCode()).isEqualTo(200);
    namespaces.heal(cut);
    cluster.awaitOwners(VOLUMES);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.page(cut, "/-/ready").statusCode() == 200);
    clients.awaitMore(SOME_WRITES);
    clients.stop();
    clients.check("after the partition");
    everyNodeListsTheSame();
  }

  private Integer owners(int asked) {
    Set<String> owned = new TreeSet<>(cluster.owners(asked).keySet());
    owned.retainAll(VOLUMES);
    return owned.size();
  }

  private boolean serves(int asked, int node) {
    return VOLUMES.stream().anyMatch(v -> cluster.id(node).equals(cluster.owners(asked).get(v)));
  }

  private void refusesWrites(int cut) {
    for (String volume : VOLUMES) {
      var by = clients.by("cut-off", cut, volume);
      assertThat(clients.recorder().put(by, "one", "from-the-minority", new Act.Always(), null))
          .isFalse();
      Wire.refused(
          503,
          "ServiceUnavailable",
          () -> cluster.s3(cut).deleteObject(r -> r.bucket(volume).key("nothing")));
    }
  }

  private void everyNodeListsTheSame() {
    for (String volume : VOLUMES) {
      List<String> first = null;
      for (int node = 0; node < Cluster.NODES; node++) {
        List<String> keys =
            cluster.s3(node).listObjectsV2(r -> r.bucket(volume)).contents().stream()
                .map(S3Object::key)
                .toList();
        assertThat(keys).as("node-%d %s", node, volume).isEqualTo(first == null ? keys : first);
        first = keys;
      }
    }
  }
}
