package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Nodes of a cluster that each reach a volume by a mount of their own. */
final class ClusterPlaceIT {
  private static final String BUCKET = "linked";

  @Test
  void a_node_that_starts_without_its_mount_leaves_the_volume_to_the_others(@TempDir Path home)
      throws IOException {
    Path tree = Files.createDirectories(home.resolve("tree"));
    Path empty = Files.createDirectories(home.resolve("empty"));
    for (int node = 0; node < Cluster.NODES; node++) {
      Files.createSymbolicLink(link(home, node), tree);
    }
    Cluster.Places places =
        new Cluster.Places() {
          @Override
          public Map<String, String> settings(int node) {
            return Map.of("volumes." + BUCKET + ".path", link(home, node).toString());
          }
        };
    try (Cluster cluster = new Cluster(home, List.of(), places)) {
      cluster.awaitOwners(List.of(BUCKET));
      int owner = cluster.owner(BUCKET, 0);
      cluster
          .s3(owner)
          .putObject(r -> r.bucket(BUCKET).key("kept"), RequestBody.fromString("here"));
      cluster.server(owner).terminate();
      turn(link(home, owner), empty);
      cluster.server(owner).restart();
      cluster.server(owner).endpoint();
      for (int turn = 0; turn < 10; turn++) {
        for (int node = 0; node < Cluster.NODES; node++) {
          assertThat(content(cluster, node)).isEqualTo("here");
        }
      }
      assertThat(empty).isEmptyDirectory();
      assertThat(cluster.page(owner, "/-/ready").body()).contains("has never been served");
      turn(link(home, owner), tree);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> !cluster.page(owner, "/-/ready").body().contains(BUCKET));
      assertThat(content(cluster, owner)).isEqualTo("here");
    }
  }

  private static String content(Cluster cluster, int node) {
    return cluster.s3(node).getObjectAsBytes(r -> r.bucket(BUCKET).key("kept")).asUtf8String();
  }

  private static Path link(Path home, int node) {
    return home.resolve("mount-" + node);
  }

  private static void turn(Path link, Path target) throws IOException {
    Files.delete(link);
    Files.createSymbolicLink(link, target);
  }
}
