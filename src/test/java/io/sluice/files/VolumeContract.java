package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.claim;
import static io.sluice.files.Samples.entries;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static io.sluice.files.Samples.put;
import static io.sluice.files.Samples.read;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on every file system, with and without each special call. */
abstract class VolumeContract {
  private static int number;

  private Path directory = Path.of("unset");
  private VolumeRoot root = unset();

  /** A place on the file system under test. */
  abstract Path place() throws IOException;

  /** Opens a volume the way under test. */
  VolumeRoot openVolume(Path volume) throws FileFailure {
    return VolumeRoot.open(volume, FileSettings.DEFAULT);
  }

  @BeforeEach
  void open_a_fresh_volume() throws IOException {
    synchronized (VolumeContract.class) {
      directory = Files.createDirectory(place().resolve("volume-" + number++));
    }
    root = openVolume(directory);
  }

  @AfterEach
  void no_descriptor_is_left_open() throws IOException {
    root.close();
    assertThat(Descriptors.openBeneath(directory)).isEmpty();
  }

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
  void a_status_is_that_of_the_name_itself() throws Exception {
    Files.createDirectories(directory.resolve("dir/inner"));
    Files.writeString(directory.resolve("dir/file"), "x");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("dir"));

    assertThat(type("dir/")).isEqualTo(FileType.DIRECTORY);
    assertThat(type("dir")).isEqualTo(FileType.DIRECTORY);
    assertThat(type("")).isEqualTo(FileType.DIRECTORY);
    assertThat(type("dir/file")).isEqualTo(FileType.REGULAR);
    assertThat(type("link")).isEqualTo(FileType.SYMBOLIC_LINK);
    assertThat(root.status(key("dir/file/"))).isNull();
    assertThat(root.status(key("link/"))).isNull();
    assertThat(root.status(key("absent"))).isNull();
    assertThat(root.status(key("absent/file"))).isNull();
    assertThat(root.status(key("dir/file/below"))).isNull();
    assertThat(root.status(key("link/file"))).isNull();
  }

  private FileType type(String key) throws FileFailure {
    return requireNonNull(root.status(key(key)), key).type();
  }

  @Test
  void only_regular_files_are_opened() throws Exception {
    Files.createDirectory(directory.resolve("dir"));
    Files.writeString(directory.resolve("dir/file"), "x");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("dir/file"));
    Files.createSymbolicLink(directory.resolve("dirlink"), Path.of("dir"));
    Shell.require("mkfifo", directory.resolve("fifo").toString());

    for (String name : List.of("", "dir", "dir/", "dir/file/", "link", "fifo", "absent")) {
      assertThat(root.open(key(name))).as(name).isNull();
    }
    assertThat(root.open(key("dirlink/file"))).isNull();
    assertThat(root.scan(key("dirlink/"))).isNull();
    assertThat(root.scan(key("dir/file"))).isNull();
    assertThat(root.attributes(key("absent"))).isNull();
    assertThat(root.attributes(key("fifo"))).isEqualTo(StoredAttributes.NONE);
    assertThat(type("fifo")).isEqualTo(FileType.OTHER);
  }

  @Test
  void keys_that_no_file_can_have_lead_nowhere() throws Exception {
    Files.createDirectory(directory.resolve(".sluice-not")); // Only the exact name is kept.
    for (String text :
        List.of(
            "..",
            "../x",
            "a/../b",
            ".",
            "a/./b",
            "a//b",
            "/a",
            "a\0b",
            ".sluice/x",
            ".s3compat_uploads/",
            "//",
            "a/..")) {
      ObjectKey key = key(text);
      assertThat(root.status(key)).as(text).isNull();
      assertThat(root.open(key)).as(text).isNull();
      assertThat(errnoOf(() -> root.makeDirectories(key))).as(text).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root.remove(key))).as(text).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> put(root, text, bytes(1)))).as(text).isEqualTo(Errno.EINVAL);
    }
    assertThat(type(".sluice-not")).isEqualTo(FileType.DIRECTORY);
    assertThat(root.status(key("..."))).isNull();
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
  void directories_are_made_once_and_marked() throws Exception {
    Files.createDirectories(directory.resolve("theirs"));
    assertThat(root.makeDirectories(key("theirs/a/b/")))
        .containsExactly(key("theirs/a/"), key("theirs/a/b/"));
    assertThat(root.makeDirectories(key("theirs/a/b/"))).isEmpty();
    assertThat(root.makeDirectories(ObjectKey.ROOT)).isEmpty();
    assertThat(isOurs("theirs/")).isFalse();
    assertThat(isOurs("theirs/a/")).isTrue();
    assertThat(isOurs("theirs/a/b/")).isTrue();
    put(root, "theirs/a/b/file", bytes(1));
    assertThat(isOurs("theirs/a/b/")).isTrue();
    Shell.require(
        "cp",
        "-a",
        directory.resolve("theirs/a").toString(),
        directory.resolve("copied").toString());
    assertThat(isOurs("copied/")).isFalse();
  }

  private boolean isOurs(String key) throws FileFailure {
    return requireNonNull(root.attributes(key(key)), key).isOurs();
  }

  @Test
  void directories_are_not_made_through_files_or_links() throws Exception {
    Files.writeString(directory.resolve("file"), "x");
    Files.createDirectory(directory.resolve("dir"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("dir"));
    assertThat(errnoOf(() -> root.makeDirectories(key("file/a/")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errnoOf(() -> root.makeDirectories(key("file/")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errnoOf(() -> root.makeDirectories(key("link/a/")))).isEqualTo(Errno.ELOOP);
    assertThat(errnoOf(() -> put(root, "link/a", bytes(1)))).isEqualTo(Errno.ELOOP);
    assertThat(directory.resolve("dir")).isEmptyDirectory();
  }

  @Test
  void many_threads_make_one_chain() throws Exception {
    List<Callable<List<ObjectKey>>> makers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      makers.add(() -> root.makeDirectories(key("a/b/c/d/")));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<ObjectKey> made = new ArrayList<>();
      for (Future<List<ObjectKey>> maker : threads.invokeAll(makers)) {
        made.addAll(maker.get());
      }
      assertThat(made)
          .containsExactlyInAnyOrder(key("a/"), key("a/b/"), key("a/b/c/"), key("a/b/c/d/"));
    }
  }

  @Test
  void makers_and_removers_of_one_chain_do_not_harm_each_other() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> remover =
          threads.submit(() -> {
            for (int i = 0; i < 300; i++) {
              root.removeDirectory(key("x/y/"));
              root.removeDirectory(key("x/"));
            }
            return null;
          });
      for (int i = 0; i < 100; i++) {
        root.makeDirectories(key("x/y/"));
      }
      remover.get();
    }
  }

  @Test
  void directories_are_removed_only_when_empty() throws Exception {
    root.makeDirectories(key("a/b/"));
    put(root, "a/file", bytes(1));
    assertThat(root.removeDirectory(key("a/"))).isFalse();
    assertThat(root.removeDirectory(key("a/file"))).isFalse();
    assertThat(root.removeDirectory(key("absent/"))).isFalse();
    assertThat(root.removeDirectory(key("a/file/below/"))).isFalse();
    assertThat(root.removeDirectory(key("a/b/"))).isTrue();
    assertThat(root.remove(key("a/file"))).isTrue();
    assertThat(root.removeDirectory(key("a/"))).isTrue();
    assertThat(root.status(key("a/"))).isNull();
    assertThat(errnoOf(() -> root.removeDirectory(ObjectKey.ROOT))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void a_directory_becomes_an_object_and_stops_being_one() throws Exception {
    root.makeDirectories(key("dir/"));
    ContentClaim claim = claim(new byte[0]);
    root.markDirectory(key("dir/"), Samples.METADATA, claim);
    put(root, "dir/file", bytes(1));
    assertThat(root.attributes(key("dir/")))
        .isEqualTo(new StoredAttributes(Samples.METADATA, claim, true, true));
    root.unmarkDirectory(key("dir/"));
    assertThat(root.attributes(key("dir/")))
        .isEqualTo(new StoredAttributes(ObjectMetadata.NONE, null, false, true));
    root.unmarkDirectory(key("dir/"));
    assertThat(errnoOf(() -> root.markDirectory(key("absent/"), Samples.METADATA, claim)))
        .isEqualTo(Errno.ENOENT);
  }

  @Test
  void only_regular_files_are_removed() throws Exception {
    put(root, "file", bytes(1));
    Files.createDirectory(directory.resolve("dir"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("dir"));
    assertThat(root.remove(key("file"))).isTrue();
    assertThat(root.remove(key("file"))).isFalse();
    assertThat(root.remove(key("absent/file"))).isFalse();
    assertThat(root.remove(key("link"))).isFalse();
    assertThat(root.remove(key("link/x"))).isFalse();
    assertThat(errnoOf(() -> root.remove(key("dir")))).isEqualTo(Errno.EISDIR);
    assertThat(errnoOf(() -> root.remove(key("dir/")))).isEqualTo(Errno.EISDIR);
    assertThat(Files.isSymbolicLink(directory.resolve("link"))).isTrue();
  }

  @Test
  void a_scan_shows_every_name_once() throws Exception {
    TreeSet<String> expected = new TreeSet<>(List.of("dir/", "link", "ümlaut 𝄞", "fifo"));
    for (int i = 0; i < 3000; i++) {
      expected.add("file-" + i);
      Files.createFile(directory.resolve("file-" + i));
    }
    Files.createDirectory(directory.resolve("dir"));
    Files.createFile(directory.resolve("ümlaut 𝄞"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Shell.require("mkfifo", directory.resolve("fifo").toString());

    List<DirectoryEntry> entries = entries(root, "");
    assertThat(entries.stream().map(e -> requireNonNull(e.key()).toString()).toList())
        .hasSize(expected.size())
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(entries)
        .filteredOn(e -> e.type() != FileType.REGULAR)
        .extracting(e -> e.shownName() + " " + e.type())
        .containsExactlyInAnyOrder("dir DIRECTORY", "link SYMBOLIC_LINK", "fifo OTHER");
    try (DirectoryScan scan = requireNonNull(root.scan(ObjectKey.ROOT))) {
      assertThat(scan.identity()).isEqualTo(requireNonNull(root.status(ObjectKey.ROOT)).identity());
      assertThat(scan.status(key("file-7"))).isEqualTo(root.status(key("file-7")));
      assertThat(scan.status(key("dir/"))).isEqualTo(root.status(key("dir/")));
      assertThat(scan.status(key("file-7/"))).isNull();
      assertThat(scan.status(key("absent"))).isNull();
    }
  }

  @Test
  void reserved_names_are_hidden_at_the_root_alone() throws Exception {
    Files.createDirectories(directory.resolve("sub/.sluice"));
    Files.createDirectories(directory.resolve("sub/.s3compat_uploads"));
    Files.createDirectories(directory.resolve(".sluice"));
    assertThat(entries(root, "")).extracting(DirectoryEntry::shownName).containsExactly("sub");
    assertThat(entries(root, "sub/"))
        .extracting(DirectoryEntry::key)
        .containsExactlyInAnyOrder(key("sub/.sluice/"), key("sub/.s3compat_uploads/"));
    assertThat(entries(root, "sub")).hasSize(2);
  }

  @Test
  void a_name_that_is_not_utf_8_is_shown_and_has_no_key() throws Exception {
    byte[] name = {'a', (byte) 0xFF, (byte) 0xC3, (byte) 0xBC, (byte) 0xC3};
    byte[] folder = (directory + "/").getBytes(StandardCharsets.UTF_8);
    byte[] path = new byte[folder.length + name.length];
    System.arraycopy(folder, 0, path, 0, folder.length);
    System.arraycopy(name, 0, path, folder.length, name.length);
    int file = OpenCalls.open(OpenCalls.HERE, path, OpenFlags.READ_WRITE | OpenFlags.CREATE, 0644);
    assumeTrue(file >= 0, "this file system takes only UTF-8 names");
    OpenCalls.close(file);

    DirectoryEntry entry = entries(root, "").getFirst();
    assertThat(entry.key()).isNull();
    assertThat(entry.shownName()).isEqualTo("a\\xFFü\\xC3");
    assertThat(entry.type()).isEqualTo(FileType.REGULAR);
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
  void an_object_without_a_claim_still_has_its_metadata() throws Exception {
    try (StagedFile staged = root.staging().create()) {
      staged.seal(Samples.METADATA, claim(new byte[0]));
      staged.seal(Samples.METADATA, null);
      root.publish(staged.name(), key("file"), PublishMode.CREATE);
    }
    assertThat(root.attributes(key("file")))
        .isEqualTo(new StoredAttributes(Samples.METADATA, null, false, false));
  }

  static VolumeRoot unset() {
    return new VolumeRoot(
        new Volume(
            new Tree(new Descriptor(-1, "unset"), new KernelResolver(), false),
            FileSettings.DEFAULT,
            new Capabilities("none", false, true, true, true, true, true, true, true),
            new Attributes(new ExtendedAttributes()),
            Owner.AS_MADE,
            new Random(1),
            System::nanoTime));
  }
}
