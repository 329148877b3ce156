package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is at a volume's path is not what was there, or is another node's already. */
final class VolumePlaceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Wire wire;

  @BeforeEach
  void start() {
    wire = Wire.start("place");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  /** What a client gets for a key: its content, or the error's status. */
  private static String found(S3Client s3, String key) {
    try {
      return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String();
    } catch (S3Exception refused) {
      return String.valueOf(refused.statusCode());
    }
  }

  private String found(String key) {
    return found(wire.s3(), key);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_volume_that_is_moved_away_is_refused_until_it_is_back() {
    wire.put("kept", "here".getBytes(UTF_8));
    Path away = wire.home().resolve("away");
    move(wire.root(), away);
    await().atMost(PATIENCE).until(() -> found("kept").equals("503"));
    Wire.refused(503, "ServiceUnavailable", () -> wire.keys(""));
    assertThat(found(wire.s3(), "other")).isEqualTo("503");
    move(away, wire.root());
    await().atMost(PATIENCE).until(() -> found("kept").equals("here"));
    assertThat(wire.keys("")).containsExactly("kept");
    assertThat(wire.server().log()).contains("leads to another directory");
  }

  @Test
  void what_takes_its_place_is_served_if_it_was_a_volume_before() throws Exception {
    wire.put("first", "1".getBytes(UTF_8));
    Path next = wire.otherRoot().resolveSibling("next");
    Files.createDirectories(next.resolve(".s3compat_uploads/sluice"));
    Files.writeString(next.resolve("second"), "2");
    move(wire.root(), wire.home().resolve("first-volume"));
    move(next, wire.root());
    await().atMost(PATIENCE).until(() -> found("second").equals("2"));
    assertThat(found("first")).isEqualTo("404");
    assertThat(wire.keys("")).containsExactly("second");
    wire.put("third", "3".getBytes(UTF_8));
    assertThat(wire.root().resolve("third")).hasContent("3");
  }

  @Test
  void the_empty_place_of_a_mount_is_not_served() throws Exception {
    wire.put("kept", "here".getBytes(UTF_8));
    Path away = wire.home().resolve("away");
    move(wire.root(), away);
    Files.createDirectory(wire.root());
    await().atMost(PATIENCE).until(() -> found("kept").equals("503"));
    await().atMost(PATIENCE).until(() -> wire.server().log().contains("has never been served"));
    assertThat(wire.root()).isEmptyDirectory();
    Files.delete(wire.root());
    move(away, wire.root());
    await().atMost(PATIENCE).until(() -> found("kept").equals("here"));
  }

  @Test
  void a_bucket_that_was_made_meanwhile_is_closed_with_the_node() {
    wire.s3().createBucket(r -> r.bucket("made-meanwhile"));
    assertThat(wire.server().terminate()).isZero();
    assertThat(wire.server().log()).doesNotContain("did not close cleanly");
  }

  @Test
  void a_bucket_without_room_for_staging_is_not_made() {
    RootTools.need("mount");
    String buckets = wire.home().resolve("buckets").toString();
    String few = "nr_inodes=3";
    Assumptions.assumeTrue(
        RootTools.complaint("mount", "-t", "tmpfs", "-o", few, "tmpfs", buckets).isEmpty());
    try {
      Wire.refused(
          507, "InsufficientStorage", () -> wire.s3().createBucket(r -> r.bucket("no-room")));
      assertThat(Path.of(buckets)).isEmptyDirectory();
      RootTools.run("mount", "-o", "remount,nr_inodes=1000", buckets);
      wire.s3().createBucket(r -> r.bucket("no-room"));
      wire.s3().putObject(r -> r.bucket("no-room").key("k"), RequestBody.fromString("x"));
      assertThat(Path.of(buckets, "no-room/k")).hasContent("x");
    } finally {
      RootTools.complaint("umount", "-l", buckets);
    }
  }

  @Test
  void a_second_node_waits_until_the_first_has_ended(@TempDir Path temp) {
    wire.put("kept", "here".getBytes(UTF_8));
    List<String> volume = List.of("--volume", BUCKET + "=" + wire.root());
    try (ServerProcess second = ServerProcess.start(temp.resolve("data"), volume);
        S3Client s3 = Wire.client(second.endpoint())) {
      assertThat(found(s3, "kept")).isEqualTo("503");
      assertThat(second.log()).contains("another node serves it");
      assertThat(found("kept")).isEqualTo("here");
      wire.server().kill();
      await().atMost(PATIENCE).until(() -> found(s3, "kept").equals("here"));
    }
  }

  @Test
  void a_volume_whose_cluster_lives_is_refused(@TempDir Path temp) throws Exception {
    Path volume = temp.resolve("shared");
    Files.createDirectories(volume.resolve(".sluice"));
    Files.writeString(volume.resolve("kept"), "here");
    Path lease = volume.resolve(".sluice/lease.json");
    Files.writeString(lease, lease(1, false));
    List<String> arguments = List.of("--volume", BUCKET + "=" + volume);
    try (ServerProcess alone = ServerProcess.start(temp.resolve("data"), arguments);
        S3Client s3 = Wire.client(alone.endpoint())) {
      assertThat(found(s3, "kept")).isEqualTo("503");
      assertThat(alone.log()).contains("lease of node somebody");
      Files.writeString(lease, lease(2, true));
      await().atMost(PATIENCE).until(() -> found(s3, "kept").equals("here"));
    }
  }

  private static String lease(int serial, boolean released) {
    return "{\"node\":\"somebody\",\"epoch\":3,\"serial\":%d,\"released\":%b}"
        .formatted(serial, released);
  }
}
