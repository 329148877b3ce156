package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A cluster whose nodes each have a small disk for the index, and a mount of their own of one
 * volume, which can hang.
 */
final class ClusterTroubleIT {
  private static final String HUNG = "hung";
  private static final String SOUND = "sound";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long FILLER_BYTES = 1 << 16;

  private final List<Path> mounted = new ArrayList<>();
  private Path home;
  private Mounts mounts;
  private Cluster cluster;

  @BeforeEach
  void form(@TempDir Path temp) throws IOException {
    home = temp;
    RootTools.need("mount");
    for (int node = 0; node < Cluster.NODES; node++) {
      smallDisk(node);
    }
    mounts = Mounts.of(temp.resolve("real"), temp);
    cluster = new Cluster(temp, List.of(SOUND), new OwnMounts());
    cluster.awaitOwners(List.of(HUNG, SOUND));
  }

  /** Each node has a path of its own to the one tree. */
  private final class OwnMounts implements Cluster.Places {
    @Override
    public Map<String, String> settings(int node) {
      return Map.of("volumes." + HUNG + ".path", mounts.point(node).toString());
    }
  }

  private void smallDisk(int node) throws IOException {
    Path data = Files.createDirectories(home.resolve("data/node-" + node));
    String[] small = {"mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data.toString()};
    Assumptions.assumeTrue(RootTools.complaint(small).isEmpty(), "no tmpfs can be mounted here");
    mounted.add(data);
  }

  @AfterEach
  void end() {
    if (mounts != null) {
      mounts.resume();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (mounts != null) {
      mounts.close();
    }
    mounted.reversed().forEach(point -> RootTools.complaint("umount", "-l", point.toString()));
  }

  @Test
  void trouble_of_one_node_is_no_trouble_of_the_others() throws IOException {
    a_volume_that_hangs_on_one_node_goes_on_at_another();
    a_full_disk_under_an_index_stops_nobody();
    writes_go_on_after_a_pod_has_removed_staging();
  }

  private void a_volume_that_hangs_on_one_node_goes_on_at_another() {
    int owner = cluster.owner(HUNG, 0);
    int other = (owner + 1) % Cluster.NODES;
    goesOn(other, HUNG, "before");
    long since = System.nanoTime();
    Signals.send("STOP", mounts.pid(owner));
    goesOn(other, HUNG, "hanging");
    System.out.println(
        "hanging volume: 5 written and read after "
            + Duration.ofNanos(System.nanoTime() - since).toMillis()
            + " ms");
    goesOn(owner, SOUND, "beside");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.status(owner).getJsonArray("hanging").contains(HUNG));
    goesOn(owner, HUNG, "forwarded");
    Signals.send("CONT", mounts.pid(owner));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.status(owner).getJsonArray("hanging").isEmpty());
    cluster.awaitOwners(List.of(HUNG, SOUND));
    goesOn(owner, HUNG, "after");
    assertThat(cluster.s3(other).listObjectsV2(r -> r.bucket(HUNG)).contents()).hasSize(20);
  }

  private void a_full_disk_under_an_index_stops_nobody() throws IOException {
    int owner = cluster.owner(SOUND, 0);
    int other = (owner + 1) % Cluster.NODES;
    Path filler = cluster.data(owner).resolve("filler");
    fill(filler);
    goesOn(other, SOUND, "full");
    goesOn(owner, SOUND, "full-here");
    // More than any buffer in front of the disk holds.
    for (int i = 0; i < 200; i++) {
      String key = "many/" + i;
      cluster.s3(other).putObject(r -> r.bucket(SOUND).key(key), RequestBody.fromString(key));
    }
    assertThat(cluster.s3(owner).listObjectsV2(r -> r.bucket(SOUND).prefix("many/")).contents())
        .hasSize(200);
    Files.delete(filler);
    goesOn(owner, SOUND, "free");
  }

  private void writes_go_on_after_a_pod_has_removed_staging() {
    int owner = cluster.owner(SOUND, 0);
    int other = (owner + 1) % Cluster.NODES;
    String staging = cluster.root(SOUND).resolve(".s3compat_uploads").toString();
    assertThat(RootTools.complaint("rm", "-r", staging)).isEmpty();
    goesOn(other, SOUND, "removed");
    goesOn(owner, SOUND, "removed-here");
  }

  private static void fill(Path filler) {
    byte[] some = new byte[(int) FILLER_BYTES];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
    try {
      assertThat(Files.getFileStore(filler).getUsableSpace()).isLessThan(FILLER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes and reads through a node, by the SDK's default settings. */
  private void goesOn(int node, String volume, String prefix) {
    S3Client s3 = cluster.s3(node);
    for (int i = 0; i < 5; i++) {
      String key = prefix + "/" + i;
      s3.putObject(r -> r.bucket(volume).key(key), RequestBody.fromString("by " + key));
      assertThat(s3.getObjectAsBytes(r -> r.bucket(volume).key(key)).asUtf8String())
          .isEqualTo("by " + key);
    }
  }
}
