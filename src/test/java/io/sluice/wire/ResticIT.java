package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** restic, which keeps its repository in small files of its own and trusts no server. */
@ExtendWith(SharedWire.class)
final class ResticIT {
  private final Wire wire;

  ResticIT(Wire wire) {
    this.wire = wire;
  }

  @Test
  void a_tree_is_backed_up_checked_and_restored() throws IOException {
    Tool restic = Tool.find("restic", wire);
    Path local = Trees.fill(wire.home().resolve("restic-tree"), 100, 20_261_104);
    Trees.largeFile(local.resolve("large"), 24, 20_261_105);
    Path password = Files.writeString(restic.home().resolve("restic-password"), "not a secret");
    String[] to = {
      "--repo", "s3:" + wire.endpoint() + "/alpha/restic", "--password-file", password.toString()
    };
    restic.run(to[0], to[1], to[2], to[3], "init");
    restic.run(to[0], to[1], to[2], to[3], "backup", local.toString());
    restic.run(to[0], to[1], to[2], to[3], "check", "--read-data");
    Path down = wire.home().resolve("restic-down");
    restic.run(to[0], to[1], to[2], to[3], "restore", "latest", "--target", down.toString());
    Trees.assertSame(local, down.resolve(local.subpath(0, local.getNameCount())));
    assertThat(wire.keys("restic/snapshots/")).hasSize(1);
    assertThat(wire.keys("restic/locks/")).isEmpty();
  }
}
