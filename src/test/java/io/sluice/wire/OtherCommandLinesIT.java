package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** rclone, told nothing but "another provider", and s3cmd. */
@ExtendWith(SharedWire.class)
final class OtherCommandLinesIT {
  private final Wire wire;

  OtherCommandLinesIT(Wire wire) {
    this.wire = wire;
  }

  @Test
  void rclone_synchronises_checks_and_brings_back_a_tree() throws IOException {
    Tool rclone = Tool.find("rclone", wire);
    Path local = Trees.fill(wire.home().resolve("rclone-tree"), 300, 20_260_106);
    rclone.run("sync", local.toString(), "sluice:alpha/rclone");
    Trees.assertSame(local, wire.root().resolve("rclone"));
    assertThat(rclone.run("sync", "-v", local.toString(), "sluice:alpha/rclone").err())
        .as("a second sync transfers nothing")
        .doesNotContain("Copied");
    rclone.run("check", local.toString(), "sluice:alpha/rclone");
    rclone.run("check", "--download", local.toString(), "sluice:alpha/rclone");
    Files.writeString(wire.root().resolve("rclone/by-a-pod"), "x");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> wire.keys("rclone/").contains("rclone/by-a-pod"));
    Path down = wire.home().resolve("rclone-down");
    rclone.run("sync", "sluice:alpha/rclone", down.toString());
    Trees.assertSame(wire.root().resolve("rclone"), down);
    rclone.run("sync", local.toString(), "sluice:alpha/rclone");
    assertThat(wire.root().resolve("rclone/by-a-pod")).doesNotExist();
    rclone.run("moveto", "sluice:alpha/rclone/d0", "sluice:alpha/rclone-moved");
    Trees.assertSame(local.resolve("d0"), wire.root().resolve("rclone-moved"));
    rclone.run("purge", "sluice:alpha/rclone-moved");
    assertThat(wire.keys("rclone-moved")).isEmpty();
  }

  @Test
  void rclone_lists_with_the_older_form_too() throws IOException {
    Tool rclone = Tool.find("rclone", wire);
    Path local = Trees.fill(wire.home().resolve("rclone-v1-tree"), 60, 20_261_110);
    String older = "--s3-list-version=1";
    rclone.run("sync", older, local.toString(), "sluice:alpha/rclone-v1");
    Path down = wire.home().resolve("rclone-v1-down");
    rclone.run("sync", older, "--s3-list-chunk=17", "sluice:alpha/rclone-v1", down.toString());
    Trees.assertSame(local, down);
    assertThat(rclone.run("lsf", "-R", older, "sluice:alpha/rclone-v1").out())
        .contains("it's-59.dat");
  }

  @Test
  void rclone_carries_a_large_file_in_parts() throws IOException {
    Tool rclone = Tool.find("rclone", wire);
    Path file = Trees.largeFile(wire.home().resolve("rclone-large.bin"), 210, 20_260_107);
    rclone.run("copyto", file.toString(), "sluice:alpha/rclone large/file");
    assertThat(wire.s3().headObject(r -> r.bucket(Wire.BUCKET).key("rclone large/file")).eTag())
        .as("it went up in parts")
        .contains("-");
    Path down = wire.home().resolve("rclone-large-down.bin");
    rclone.run("copyto", "sluice:alpha/rclone large/file", down.toString());
    assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    rclone.run("deletefile", "sluice:alpha/rclone large/file");
    assertThat(wire.root().resolve("rclone large")).doesNotExist();
  }

  @Test
  void s3cmd_synchronises_and_brings_back_a_tree() throws IOException {
    Tool s3cmd = Tool.find("s3cmd", wire);
    Path local = Trees.fill(wire.home().resolve("s3cmd-tree"), 120, 20_260_108);
    s3cmd.run("sync", local + "/", "s3://alpha/s3cmd/");
    Trees.assertSame(local, wire.root().resolve("s3cmd"));
    assertThat(s3cmd.run("sync", local + "/", "s3://alpha/s3cmd/").out())
        .as("a second sync transfers nothing")
        .doesNotContain("upload:");
    Path down = Files.createDirectories(wire.home().resolve("s3cmd-down"));
    s3cmd.run("sync", "s3://alpha/s3cmd/", down + "/");
    Trees.assertSame(local, down);
    assertThat(s3cmd.run("ls", "-r", "s3://alpha/s3cmd/").out().lines().count()).isEqualTo(120);
    assertThat(s3cmd.run("du", "s3://alpha/s3cmd/").out()).contains("120 objects");
    s3cmd.run("del", "-r", "--force", "s3://alpha/s3cmd/");
    assertThat(wire.keys("s3cmd/")).isEmpty();
  }

  @Test
  void s3cmd_learns_the_region_when_it_makes_a_bucket() {
    Tool s3cmd = Tool.find("s3cmd", wire);
    s3cmd.run("mb", "s3://s3cmd-made");
    assertThat(wire.bucketsRoot().resolve("s3cmd-made")).isDirectory();
    s3cmd.run("rb", "s3://s3cmd-made");
    assertThat(wire.bucketsRoot().resolve("s3cmd-made")).doesNotExist();
  }

  @Test
  void s3cmd_carries_a_large_file_in_parts() throws IOException {
    Tool s3cmd = Tool.find("s3cmd", wire);
    Path file = Trees.largeFile(wire.home().resolve("s3cmd-large.bin"), 40, 20_260_109);
    s3cmd.run("put", file.toString(), "s3://alpha/s3cmd large/fi+le");
    assertThat(Files.mismatch(file, wire.root().resolve("s3cmd large/fi+le"))).isEqualTo(-1);
    Path down = wire.home().resolve("s3cmd-large-down.bin");
    s3cmd.run("get", "s3://alpha/s3cmd large/fi+le", down.toString());
    assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    assertThat(s3cmd.run("info", "s3://alpha/s3cmd large/fi+le").out()).contains("41943040");
    s3cmd.run("mv", "s3://alpha/s3cmd large/fi+le", "s3://beta/s3cmd-moved");
    assertThat(Files.mismatch(file, wire.otherRoot().resolve("s3cmd-moved"))).isEqualTo(-1);
    s3cmd.run("del", "s3://beta/s3cmd-moved");
  }
}
