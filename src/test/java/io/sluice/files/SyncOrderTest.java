package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A success means that a sync of the directory began after the file had its name. */
class SyncOrderTest {
  private static final ContentClaim CLAIM =
      new ContentClaim(
          new EntityTag("0123456789abcdef0123456789abcdef"), List.of(), PartLayout.WHOLE);

  @TempDir private Path directory = Path.of("unset");

  private VolumeRoot volume(boolean shares, IntUnaryOperator fsync) throws FileFailure {
    Descriptor root =
        Descriptor.of(
            OpenCalls.open(OpenCalls.HERE, RootPath.bytes(directory), OpenFlags.PATH_DIRECTORY, 0),
            "root");
    Tree tree = new Tree(root, new StepResolver(), new NameSyncs(shares, fsync));
    OwnFolders.makeStaging(tree);
    OwnFolders.makeSidecars(tree);
    FileStatus status = root.stat().status();
    return new VolumeRoot(
        new Volume(
            tree,
            FileSettings.DEFAULT,
            new Capabilities("plain", false, false, false, false, false, false, false, true),
            new Attributes(new Sidecars(tree)),
            new Owner(status.uid(), status.gid()),
            new Random(1),
            System::nanoTime));
  }

  private static void put(VolumeRoot root, String text) throws FileFailure {
    var content = List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    FileStatus _ =
        root.publish(
            new ShortFile(content, ObjectMetadata.NONE, CLAIM),
            ObjectKey.of(text),
            PublishMode.REPLACE,
            0);
  }

  /** Which of our names are in an open directory. */
  private static String names(int descriptor) {
    Path open = Path.of("/proc/self/fd/" + descriptor);
    return Stream.of("a", "b")
        .filter(name -> Files.exists(open.resolve(name)))
        .collect(Collectors.joining());
  }

  /** What was in the directory of two files each time that it was synced. */
  private List<String> synced(boolean shares) throws Exception {
    List<String> seen = new ArrayList<>();
    IntUnaryOperator watching =
        descriptor -> {
          seen.add(names(descriptor));
          return DataCalls.sync(descriptor);
        };
    try (VolumeRoot root = volume(shares, watching)) {
      put(root, "a");
      put(root, "b");
    }
    seen.removeIf(String::isEmpty); // Of our own folders.
    return seen;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void each_file_has_its_name_before_its_directory_is_synced(boolean shares) throws Exception {
    assertThat(synced(shares)).containsExactly("a", "ab");
  }

  @Test
  void a_directory_that_was_not_synced_is_no_success() throws Exception {
    IntUnaryOperator failing = descriptor -> names(descriptor).isEmpty() ? 0 : -Errno.EIO.number();
    try (VolumeRoot root = volume(false, failing)) {
      assertThatThrownBy(() -> put(root, "a")).isInstanceOf(FileFailure.class);
      assertThat(directory.resolve("a")).exists();
    }
  }
}
