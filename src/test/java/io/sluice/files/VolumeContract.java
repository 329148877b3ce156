package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.claim;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static io.sluice.files.Samples.put;
import static io.sluice.files.Samples.read;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of objects on every file system, with and without each special call. */
abstract class VolumeContract extends DirectoryContract {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4095, 4096, 4097, 300_000, 1_000_001})
  void an_object_reads_back_as_written(int size) throws Exception {
    byte[] content = bytes(size);
    FileStatus status = put(root, "file", content);

    assertThat(status.identity().sizeBytes()).isEqualTo(size);
    assertThat(root.status(key("file"))).isEqualTo(status);
    assertThat(read(root, "file")).isEqualTo(content);
    assertThat(Files.readAllBytes(directory.resolve("file"))).isEqualTo(content);
    StoredAttributes stored = requireNonNull(root.attributes(key("file")));
    assertThat(stored.metadata()).isEqualTo(Samples.METADATA);
    assertThat(stored.claim()).isEqualTo(claim(content));
  }

  @Test
  void direct_and_heap_buffers_mix_in_any_number() throws Exception {
    byte[] content = bytes(900_000);
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int at = 0, i = 0; at < content.length; i++) {
      int length = Math.min(content.length - at, i % 60 == 30 ? 300_000 : i * 13 % 3000);
      ByteBuffer slice = ByteBuffer.wrap(content, at, length).slice();
      buffers.add(i % 2 == 0 ? slice.asReadOnlyBuffer() : direct(slice));
      at += length;
    }
    try (StagedFile staged = root.staging().create()) {
      staged.write(0, buffers);
      staged.seal(ObjectMetadata.NONE, null);
      root.publish(staged.name(), key("mixed"), PublishMode.CREATE);
    }
    assertThat(buffers).hasSizeGreaterThan(Scratch.PIECES).allMatch(b -> b.position() == 0);
    assertThat(read(root, "mixed")).isEqualTo(content);
  }

  private static ByteBuffer direct(ByteBuffer content) {
    ByteBuffer direct = ByteBuffer.allocateDirect(content.remaining());
    direct.put(content.duplicate()).flip();
    return direct;
  }

  @Test
  void publishing_replaces_or_refuses() throws Exception {
    put(root, "file", bytes(10), PublishMode.CREATE);
    Files.createDirectory(directory.resolve("dir"));

    assertThat(errnoOf(() -> put(root, "file", bytes(11), PublishMode.CREATE)))
        .isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> put(root, "dir", bytes(11), PublishMode.CREATE)))
        .isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> put(root, "dir", bytes(11), PublishMode.REPLACE)))
        .isEqualTo(Errno.EISDIR);
    assertThat(errnoOf(() -> put(root, "absent/file", bytes(1)))).isEqualTo(Errno.ENOENT);
    assertThat(errnoOf(() -> put(root, "file/below", bytes(1)))).isEqualTo(Errno.ENOTDIR);
    assertThat(read(root, "file")).isEqualTo(bytes(10));
    put(root, "file", bytes(12));
    assertThat(read(root, "file")).isEqualTo(bytes(12));
    assertThat(root.staging().sweepBodies()).isZero();
    assertThat(errnoOf(() -> root.publish("put/gone", key("x"), PublishMode.REPLACE)))
        .isEqualTo(Errno.ESTALE);
    assertThat(errnoOf(() -> root.publish("../../file", key("x"), PublishMode.REPLACE)))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void a_moved_file_takes_along_what_is_stored_and_known_of_it() throws Exception {
    byte[] content = bytes(1000);
    FileStatus before = put(root, "old", content);
    put(root, "replaced", bytes(5));
    Move move =
        new Move(
            key("old"), key("replaced"), before.identity(), claim(content), PublishMode.REPLACE);
    FileStatus[] told = new FileStatus[1];
    FileStatus after = requireNonNull(root.move(move, status -> told[0] = status));

    assertThat(after.identity().inode()).isEqualTo(before.identity().inode());
    assertThat(after.identity().mtimeNanos()).isEqualTo(before.identity().mtimeNanos());
    assertThat(told[0]).isEqualTo(after).isEqualTo(root.status(key("replaced")));
    assertThat(root.status(key("old"))).isNull();
    StoredAttributes stored = requireNonNull(root.attributes(key("replaced")));
    assertThat(stored.metadata()).isEqualTo(Samples.METADATA);
    assertThat(stored.claim()).isEqualTo(claim(content));
    assertThat(root.move(move, status -> {})).isNull();
  }

  @Test
  void a_move_replaces_or_refuses() throws Exception {
    FileStatus file = put(root, "file", bytes(10));
    put(root, "other", bytes(11));
    Files.createDirectory(directory.resolve("dir"));
    assertThat(errnoOf(() -> move(file, "other", PublishMode.CREATE))).isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> move(file, "dir", PublishMode.REPLACE))).isEqualTo(Errno.EISDIR);
    assertThat(errnoOf(() -> move(file, "no/x", PublishMode.REPLACE))).isEqualTo(Errno.ENOENT);
    assertThat(errnoOf(() -> move(file, "other/x", PublishMode.REPLACE))).isEqualTo(Errno.ENOTDIR);
    assertThat(root.status(key("file"))).isEqualTo(file);
    assertThat(move(file, "free", PublishMode.CREATE)).isNotNull();
    assertThat(read(root, "free")).isEqualTo(bytes(10));
    assertThat(root.status(key("file"))).isNull();
  }

  private @Nullable FileStatus move(FileStatus file, String target, PublishMode mode)
      throws FileFailure {
    return root.move(new Move(key("file"), key(target), file.identity(), null, mode), status -> {});
  }

  @Test
  void a_moved_directory_keeps_what_lies_in_it_and_replaces_nothing() throws Exception {
    root.makeDirectories(key("old/in/"));
    FileStatus file = put(root, "old/in/file", bytes(10));
    Files.createDirectory(directory.resolve("there"));
    assertThat(errnoOf(() -> root.moveDirectory(key("old/"), key("there/"), () -> {})))
        .isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> root.moveDirectory(key("old/"), key("old/x/"), () -> {})))
        .isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> root.moveDirectory(key("old/"), key("no/x/"), () -> {})))
        .isEqualTo(Errno.ENOENT);
    assertThat(root.moveDirectory(key("old/"), key("there/new/"), () -> {})).isNotNull();
    assertThat(root.moveDirectory(key("old/"), key("again/"), () -> {})).isNull();
    assertThat(root.status(key("there/new/in/file"))).isEqualTo(file);
    assertThat(requireNonNull(root.attributes(key("there/new/"))).isOurs()).isTrue();
  }

  @Test
  void one_of_many_creators_wins() throws Exception {
    List<Callable<Boolean>> creators = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] content = bytes(i + 1);
      creators.add(() -> errnoOf(() -> put(root, "one", content, PublishMode.CREATE)) == null);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      int winners = 0;
      for (Future<Boolean> creator : threads.invokeAll(creators)) {
        winners += creator.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
    assertThat(requireNonNull(root.attributes(key("one"))).claim()).isNotNull();
  }

  @Test
  void a_new_file_looks_as_the_settings_say() throws Exception {
    put(root, "file", bytes(1));
    root.makeDirectories(key("a/b/"));

    FileStatus of = requireNonNull(root.status(key("")));
    FileStatus file = requireNonNull(root.status(key("file")));
    FileStatus made = requireNonNull(root.status(key("a/b/")));
    assertThat(file.mode()).isEqualTo(0644);
    assertThat(made.mode()).isEqualTo(0755);
    assertThat(List.of(file.uid(), file.gid(), made.uid(), made.gid()))
        .isEqualTo(List.of(of.uid(), of.gid(), of.uid(), of.gid()));
    assertThat(Files.getPosixFilePermissions(directory.resolve(".s3compat_uploads/sluice")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void a_move_by_a_pod_keeps_all_and_an_edit_ends_the_claim() throws Exception {
    put(root, "file", bytes(5));
    Files.move(directory.resolve("file"), directory.resolve("moved"));
    StoredAttributes moved = requireNonNull(root.attributes(key("moved")));
    assertThat(moved.metadata()).isEqualTo(Samples.METADATA);
    assertThat(moved.claim()).isEqualTo(claim(bytes(5)));

    Files.writeString(directory.resolve("moved"), "edited in place");
    StoredAttributes edited = requireNonNull(root.attributes(key("moved")));
    assertThat(edited.claim()).isNull();
    boolean remembers = root.capabilities().userAttributes() || root.capabilities().birthTime();
    assertThat(edited.metadata()).isEqualTo(remembers ? Samples.METADATA : ObjectMetadata.NONE);
  }

  @Test
  void a_file_that_replaces_an_object_inherits_nothing() throws Exception {
    put(root, "file", bytes(5));
    Files.writeString(directory.resolve("other"), "foreign");
    Files.move(
        directory.resolve("other"), directory.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(root.attributes(key("file"))).isEqualTo(StoredAttributes.NONE);
  }

  @Test
  void a_foreign_file_that_gets_the_inode_of_an_object_inherits_nothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      put(root, "ours", bytes(5));
      Files.delete(directory.resolve("ours"));
      Files.writeString(directory.resolve("theirs-" + i), "foreign");
      assertThat(root.attributes(key("theirs-" + i))).isEqualTo(StoredAttributes.NONE);
    }
  }

  @Test
  void a_copy_by_a_pod_has_no_claim() throws Exception {
    put(root, "file", bytes(5));
    Shell.require(
        "cp", "-a", directory.resolve("file").toString(), directory.resolve("copy").toString());
    assertThat(requireNonNull(root.attributes(key("copy"))).claim()).isNull();
  }

  @Test
  void foreign_files_stay_as_they_are() throws Exception {
    Path file = Files.writeString(directory.resolve("foreign"), "content");
    FileStatus before = requireNonNull(root.status(key("foreign")));
    try (OpenFile open = requireNonNull(root.open(key("foreign")))) {
      assertThat(open.attributes()).isEqualTo(StoredAttributes.NONE);
      assertThat(open.status()).isEqualTo(before);
      assertThat(open.statusNow()).isEqualTo(before);
    }
    assertThat(root.status(key("foreign"))).isEqualTo(before);
    assertThat(Files.readString(file)).isEqualTo("content");
  }

  @Test
  void an_open_file_stays_the_same_when_its_name_goes_to_another() throws Exception {
    put(root, "file", bytes(100));
    try (OpenFile open = requireNonNull(root.open(key("file")))) {
      put(root, "file", bytes(200));
      assertThat(Samples.all(open.channel())).isEqualTo(bytes(100));
      assertThat(open.status().identity().sizeBytes()).isEqualTo(100);
      assertThat(open.statusNow().identity().sizeBytes()).isEqualTo(100);
    }
    assertThat(read(root, "file")).isEqualTo(bytes(200));
  }

  @Test
  void a_multipart_claim_keeps_its_parts() throws Exception {
    ContentClaim claim =
        new ContentClaim(
            EntityTag.ofParts(new byte[16], 3),
            List.of(),
            new PartLayout(List.of(new PartLayout.Run(2, 4), new PartLayout.Run(1, 2))));
    try (StagedFile staged = root.staging().create()) {
      staged.write(0, List.of(ByteBuffer.wrap(bytes(10))));
      staged.seal(ObjectMetadata.NONE, claim);
      root.publish(staged.name(), key("parts"), PublishMode.REPLACE);
    }
    assertThat(requireNonNull(root.attributes(key("parts"))).claim()).isEqualTo(claim);
  }

  @Test
  void the_longest_name_and_key_fit() throws Exception {
    String segment = "n".repeat(255);
    String longest = String.join("/", segment, segment, segment, "k".repeat(256 - 1));
    root.makeDirectories(key(longest).parent());
    put(root, longest, bytes(3));
    assertThat(read(root, longest)).isEqualTo(bytes(3));
    assertThat(errnoOf(() -> put(root, "n".repeat(256), bytes(3)))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(errnoOf(() -> root.status(key("n".repeat(5000))))).isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  void ranges_are_copied_within_and_not_past_the_end() throws Exception {
    byte[] content = bytes(700_000);
    put(root, "source", content);
    try (OpenFile source = requireNonNull(root.open(key("source")));
        StagedFile staged = root.staging().create()) {
      staged.copyFrom(source, 1, 699_998, 5);
      staged.copyFrom(source, 0, 5, 0);
      staged.copyFrom(source, 0, 0, 0);
      assertThat(errnoOf(() -> staged.copyFrom(source, 699_999, 2, 0))).isEqualTo(Errno.ENODATA);
      staged.write(0, List.of(ByteBuffer.wrap(content, 0, 5)));
      staged.truncate(600_005);
      staged.sync();
      staged.seal(ObjectMetadata.NONE, null);
      root.publish(staged.name(), key("target"), PublishMode.CREATE);
    }
    byte[] target = requireNonNull(read(root, "target"));
    assertThat(target).hasSize(600_005).startsWith(Arrays.copyOf(content, 5));
    assertThat(Arrays.copyOfRange(target, 5, 600_005))
        .isEqualTo(Arrays.copyOfRange(content, 1, 600_001));
  }

  @Test
  void what_was_just_written_is_resident_where_the_system_tells() throws Exception {
    put(root, "file", bytes(1_000_000));
    try (OpenFile file = requireNonNull(root.open(key("file")))) {
      boolean tells = root.capabilities().readNoWait();
      assertThat(file.isResident(0, 100)).isEqualTo(tells);
      assertThat(file.isResident(0, 1_000_000)).isEqualTo(tells);
      assertThat(file.isResident(999_999, 100)).isEqualTo(tells);
      assertThat(file.isResident(0, 0)).isEqualTo(tells);
    }
  }

  @Test
  void space_is_told() throws Exception {
    Space space = root.space();
    assertThat(space.totalBytes()).isGreaterThanOrEqualTo(space.availableBytes());
  }

  @Test
  void tags_are_stored_beside_the_metadata_and_leave_the_claim_standing() throws Exception {
    FileStatus status = put(root, "file", bytes(100));
    Map<String, String> tags = Map.of("k", "v".repeat(256));
    FileStatus after = root.retag(key("file"), status.identity(), tags, changed -> {});
    assertThat(root.attributes(key("file")))
        .isEqualTo(
            new StoredAttributes(Samples.METADATA.withTags(tags), claim(bytes(100)), false, false));
    assertThat(root.status(key("file"))).isEqualTo(after);
    root.retag(key("file"), requireNonNull(after).identity(), Map.of(), changed -> {});
    assertThat(requireNonNull(root.attributes(key("file"))).metadata()).isEqualTo(Samples.METADATA);
    Files.write(directory.resolve("file"), bytes(101));
    assertThat(root.retag(key("file"), status.identity(), tags, changed -> {})).isNull();
  }

  @Test
  void an_object_without_a_claim_still_has_its_metadata() throws Exception {
    try (StagedFile staged = root.staging().create()) {
      staged.seal(Samples.METADATA, claim(new byte[0]));
      staged.seal(Samples.METADATA, null);
      root.publish(staged.name(), key("file"), PublishMode.CREATE);
    }
    assertThat(root.attributes(key("file")))
        .isEqualTo(new StoredAttributes(Samples.METADATA, null, false, false));
  }
}
