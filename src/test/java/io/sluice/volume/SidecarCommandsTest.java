package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.bus.VolumeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a file system that has no user attributes. */
class SidecarCommandsTest {
  @TempDir private Path temp;
  private Path mount;

  @BeforeEach
  void mount() throws Exception {
    mount = Files.createDirectories(temp.resolve("mount"));
    Path source = Files.createDirectories(temp.resolve("source"));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bindfs")), "bindfs is not installed");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
    assumeTrue(
        shell("bindfs", "--xattr-none", source.toString(), mount.toString()) == 0,
        "bindfs can't be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    shell("umount", "-l", mount.toString());
  }

  @Test
  void what_s3_stored_survives_the_index_and_renames_and_goes_with_the_file() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp, mount.resolve("tree"), Long.MAX_VALUE, 0)) {
      assertThat(at.root.capabilities().userAttributes()).isFalse();
      at.put("d/a", bytes(10, 1));
      at.put("d/a", bytes(11, 2));
      at.putDirectory("e/");
      byte[] part = bytes(3000, 3);
      Upload upload = at.upload("d/m");
      upload.part(at, 1, part);
      assertThat(upload.complete(at, OwnedFixture.named(1, part)))
          .isInstanceOf(VolumeReply.Completed.class);
      String multipart = tag(at, "d/m");
      Files.move(at.tree.resolve("d/a"), at.tree.resolve("d/moved"));
      at.restartWithoutIndex();
      assertThat(tag(at, "d/moved")).isEqualTo(OwnedFixture.md5(bytes(11, 2)));
      assertThat(tag(at, "d/m")).isEqualTo(multipart).endsWith("-1");
      assertThat(at.keys()).containsExactly("d/m", "d/moved", "e/");
      at.volume.rebuildIndex();
      assertThat(at.keys()).containsExactly("d/m", "d/moved", "e/");
      assertThat(at.delete("d/m")).isNull();
      assertThat(at.delete("d/moved")).isNull();
      assertThat(at.delete("e/")).isNull();
      assertThat(at.keys()).isEmpty();
      assertThat(sidecars(at)).isZero();
    }
  }

  private static String tag(OwnedFixture at, String key) {
    return Objects.requireNonNull(at.lookup(key).entry()).tag().value();
  }

  private static long sidecars(OwnedFixture at) throws IOException {
    try (Stream<Path> names = Files.list(at.tree.resolve(".sluice/meta"))) {
      return names.count();
    }
  }
}
