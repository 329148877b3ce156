package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ObjectMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {
  @TempDir private Path directory = Path.of("unset");
  private VolumeRoot root = VolumeFixture.unset();
  private Staging staging = root.staging();

  @BeforeEach
  void open() throws FileFailure {
    root = VolumeRoot.open(directory, FileSettings.DEFAULT, new Random(7), System::nanoTime);
    staging = root.staging();
  }

  @AfterEach
  void close() throws IOException {
    root.close();
    assertThat(Descriptors.openBeneath(directory)).isEmpty();
  }

  @Test
  void a_closed_body_is_gone_and_a_kept_one_stays() throws Exception {
    String kept;
    try (StagedFile gone = staging.create();
        StagedFile stays = staging.create()) {
      kept = stays.name();
      assertThat(gone.name()).isNotEqualTo(kept).matches("put/[0-9a-f]{32}");
      stays.keep();
      assertThat(bodies()).hasSize(2);
    }
    assertThat(bodies()).containsExactly(kept.substring("put/".length()));
    try (OpenFile read = requireNonNull(staging.openForRead(kept))) {
      assertThat(read.channel().size()).isZero();
    }
    staging.remove(kept);
    staging.remove(kept);
    assertThat(staging.openForRead(kept)).isNull();
  }

  @Test
  void a_body_written_by_one_is_sealed_by_another() throws Exception {
    String name;
    try (StagedFile first = staging.create()) {
      first.write(3, List.of(ByteBuffer.wrap(bytes(5))));
      first.keep();
      name = first.name();
    }
    try (StagedFile second = staging.reopen(name)) {
      second.write(0, List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
      second.seal(ObjectMetadata.NONE, null);
    }
    root.publish(name, key("whole"), PublishMode.CREATE);
    assertThat(requireNonNull(Samples.read(root, "whole"))).hasSize(8).startsWith(1, 2, 3);
    assertThat(errnoOf(() -> staging.reopen(name))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void a_staged_file_is_for_its_owner_alone_until_it_is_sealed() throws Exception {
    try (StagedFile file = staging.create()) {
      Path path = directory.resolve(".s3compat_uploads/sluice").resolve(file.name());
      assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0100600);
      file.seal(ObjectMetadata.NONE, null);
      assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0100644);
    }
  }

  @Test
  void uploads_have_folders_of_their_own() throws Exception {
    staging.createFolder("one");
    staging.createFolder("one");
    staging.createFolder("two-_=~.2");
    try (StagedFile part = staging.openInFolder("one", "part.1", true)) {
      part.write(0, List.of(ByteBuffer.wrap(bytes(9))));
      assertThat(part.name()).isEqualTo("uploads/one/part.1");
    }
    assertThat(errnoOf(() -> staging.openInFolder("one", "absent", false))).isEqualTo(Errno.ENOENT);
    assertThat(errnoOf(() -> staging.openInFolder("absent", "x", true))).isEqualTo(Errno.ENOENT);
    assertThat(staging.folders()).containsExactlyInAnyOrder("one", "two-_=~.2");
    assertThat(staging.openForRead("uploads/one/part.1")).isNotNull().satisfies(OpenFile::close);
    staging.removeFolder("one");
    staging.removeFolder("one");
    assertThat(staging.folders()).containsExactly("two-_=~.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "../x", ".hidden", "a\0", "ü", "a b"})
  void names_that_we_would_not_give_are_refused(String name) throws Exception {
    assertThat(errnoOf(() -> staging.createFolder(name))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> staging.removeFolder(name))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> staging.openInFolder("up", name, true))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> staging.reopen("put/" + name))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> staging.remove(name))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> staging.openForRead("uploads/up/" + name))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void a_sweep_takes_our_bodies_and_nothing_else() throws Exception {
    Files.writeString(directory.resolve(".s3compat_uploads/left-over"), "another program's");
    staging.createFolder("upload");
    staging.openInFolder("upload", "part", true).close();
    for (int i = 0; i < 5; i++) {
      StagedFile body = staging.create();
      body.keep();
      body.close();
    }
    Files.createDirectory(directory.resolve(".s3compat_uploads/sluice/put/folder"));
    assertThat(staging.sweepBodies()).isEqualTo(5);
    assertThat(staging.sweepBodies()).isZero();
    assertThat(bodies()).containsExactly("folder");
    assertThat(staging.folders()).containsExactly("upload");
    assertThat(directory.resolve(".s3compat_uploads/left-over")).hasContent("another program's");
  }

  @Test
  void a_staging_folder_that_a_pod_removed_is_made_again() throws Exception {
    Shell.require("rm", "-r", directory.resolve(".s3compat_uploads").toString());
    Samples.put(root, "file", bytes(3));
    assertThat(Samples.read(root, "file")).isEqualTo(bytes(3));
    Shell.require("rm", "-r", directory.resolve(".s3compat_uploads").toString());
    assertThat(staging.folders()).isEmpty();
  }

  @Test
  void journals_keep_their_lines() throws Exception {
    staging.createFolder("up");
    assertThat(staging.lines("up", "journal")).isEmpty();
    assertThat(staging.lines("absent", "journal")).isEmpty();
    staging.append("up", "journal", "first ü𝄞");
    staging.append("up", "journal", "");
    staging.append("up", "journal", "third");
    assertThat(staging.lines("up", "journal")).containsExactly("first ü𝄞", "", "third");
    assertThatThrownBy(() -> staging.append("up", "journal", "two\nlines"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(errnoOf(() -> staging.append("absent", "journal", "x"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void a_line_torn_anywhere_is_left_out_and_spoils_no_other() throws Exception {
    staging.createFolder("up");
    staging.append("up", "whole", "first");
    staging.append("up", "whole", "second");
    byte[] whole = Files.readAllBytes(folder("up").resolve("whole"));
    int firstLine = whole.length - "00000000 second\n".length();
    for (int length = firstLine; length < whole.length; length++) {
      Path torn = folder("up").resolve("torn" + length);
      Files.write(torn, Arrays.copyOf(whole, length));
      assertThat(staging.lines("up", "torn" + length)).containsExactly("first");
      staging.append("up", "torn" + length, "third");
      // Only the line feed missing means that the record itself is whole.
      List<String> expected =
          length == whole.length - 1
              ? List.of("first", "second", "third")
              : List.of("first", "third");
      assertThat(staging.lines("up", "torn" + length)).isEqualTo(expected);
    }
  }

  @Test
  void zeros_that_a_power_cut_left_are_no_line() throws Exception {
    staging.createFolder("up");
    staging.append("up", "journal", "first");
    Files.write(folder("up").resolve("journal"), new byte[100], StandardOpenOption.APPEND);
    staging.append("up", "journal", "second");
    assertThat(staging.lines("up", "journal")).containsExactly("first", "second");
  }

  private Path folder(String uploadId) {
    return directory.resolve(".s3compat_uploads/sluice/uploads").resolve(uploadId);
  }

  private List<String> bodies() throws IOException {
    try (Stream<Path> names = Files.list(directory.resolve(".s3compat_uploads/sluice/put"))) {
      return names.map(path -> path.getFileName().toString()).toList();
    }
  }
}
