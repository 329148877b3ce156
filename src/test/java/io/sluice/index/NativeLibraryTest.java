package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
  @TempDir private Path temp;

  @Test
  void one_copy_is_unpacked_however_often_it_is_loaded() throws Exception {
    NativeLibrary.load(temp);
    NativeLibrary.load(temp);
    try (Stream<Path> files = Files.list(temp)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().toString()).endsWith(".so");
    }
  }
}
