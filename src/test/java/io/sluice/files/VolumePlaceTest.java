package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who else serves a volume, and whether it is still where it was. */
final class VolumePlaceTest extends VolumeFixture {
  @TempDir private Path temp;

  @Override
  Path place() {
    return temp;
  }

  private static void refuses(VolumeRoot other, boolean together) {
    assertThatExceptionOfType(FileFailure.class)
        .isThrownBy(() -> other.claim(together))
        .satisfies(failure -> assertThat(failure.errno()).isEqualTo(Errno.EBUSY));
  }

  @Test
  void one_that_serves_alone_lets_nobody_in_until_it_ends() throws Exception {
    root.claim(false);
    try (VolumeRoot other = openVolume(directory)) {
      refuses(other, false);
      refuses(other, true);
      root.close();
      other.claim(false);
    }
  }

  @Test
  void those_that_serve_together_let_each_other_in_and_no_other() throws Exception {
    root.claim(true);
    try (VolumeRoot stranger = openVolume(directory)) {
      try (VolumeRoot member = openVolume(directory)) {
        member.claim(true);
        root.close();
        refuses(stranger, false);
      }
      stranger.claim(false);
    }
  }

  @Test
  void a_directory_is_known_again_by_what_it_is_and_not_by_its_name() throws Exception {
    assertThat(root.isAt(directory)).isTrue();
    Path link = Files.createSymbolicLink(temp.resolve("link"), directory);
    assertThat(root.isAt(link)).isTrue();
    Path moved = Files.move(directory, temp.resolve("moved"));
    assertThat(root.isAt(directory)).isFalse();
    assertThat(root.isAt(moved)).isTrue();
    Files.createDirectory(directory);
    assertThat(root.isAt(directory)).isFalse();
    assertThat(VolumeRoot.wasServed(directory)).isFalse();
    assertThat(VolumeRoot.wasServed(moved)).isTrue();
  }

  @Test
  void what_cannot_be_looked_at_is_not_taken_for_gone() throws IOException {
    Path file = Files.createFile(temp.resolve("x".repeat(255)));
    assertThatExceptionOfType(FileFailure.class)
        .isThrownBy(() -> root.isAt(file.resolveSibling("x".repeat(256))))
        .satisfies(failure -> assertThat(failure.errno()).isEqualTo(Errno.ENAMETOOLONG));
  }
}
