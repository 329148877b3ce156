package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.claim;
import static io.sluice.files.Samples.entries;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static io.sluice.files.Samples.put;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What must hold of names and directories on every file system. */
abstract class DirectoryContract extends VolumeFixture {
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
            for (int i = 0; i < 45; i++) { // Fewer removals than a maker tries again.
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
  void a_directory_object_keeps_a_short_content() throws Exception {
    root.makeDirectories(key("body/"));
    byte[] content = bytes(1000);
    ContentClaim claim = claim(content);
    root.markDirectory(key("body/"), Samples.METADATA, claim, content);
    put(root, "body/file", bytes(1));
    assertThat(root.attributes(key("body/")))
        .isEqualTo(new StoredAttributes(Samples.METADATA, claim, true, 1000, true));
    assertThat(root.directoryBody(key("body/"))).isEqualTo(content);
    root.markDirectory(key("body/"), Samples.METADATA, claim(new byte[0]));
    assertThat(root.directoryBody(key("body/"))).isEmpty();
    root.markDirectory(key("body/"), Samples.METADATA, claim, content);
    root.unmarkDirectory(key("body/"));
    assertThat(root.directoryBody(key("body/"))).isEmpty();
    assertThat(root.directoryBody(key("absent/"))).isNull();
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
  void a_file_is_still_the_same_while_nothing_of_its_identity_moved() throws Exception {
    Files.createDirectory(directory.resolve("dir"));
    Files.createFile(directory.resolve("dir/ü"));
    Files.createSymbolicLink(directory.resolve("dir/link"), Path.of("ü"));
    FileIdentity is = requireNonNull(root.status(key("dir/ü"))).identity();
    FileIdentity folder = requireNonNull(root.status(key("dir/"))).identity();
    try (DirectoryScan scan = requireNonNull(root.scan(key("dir/")));
        DirectoryScan top = requireNonNull(root.scan(ObjectKey.ROOT))) {
      assertThat(scan.isStill(key("dir/ü"), is)).isTrue();
      assertThat(scan.isStill(key("dir/ü"), moved(is, 1, 0, 0, 0))).isFalse();
      assertThat(scan.isStill(key("dir/ü"), moved(is, 0, 1, 0, 0))).isFalse();
      assertThat(scan.isStill(key("dir/ü"), moved(is, 0, 0, 1, 0))).isFalse();
      assertThat(scan.isStill(key("dir/ü"), moved(is, 0, 0, 0, 1))).isFalse();
      assertThat(scan.isStill(key("dir/link"), is)).isFalse();
      assertThat(scan.isStill(key("dir/absent"), is)).isFalse();
      assertThat(top.isStill(key("dir"), folder)).isFalse();
      assertThat(top.isStill(key("dir/"), folder)).isFalse();
      assertThat(errnoOf(() -> scan.isStill(key("dir/" + "x".repeat(5000)), is)))
          .isEqualTo(errnoOf(() -> scan.status(key("dir/" + "x".repeat(5000)))));
      Files.writeString(directory.resolve("dir/ü"), "more");
      assertThat(scan.isStill(key("dir/ü"), is)).isFalse();
      Files.delete(directory.resolve("dir/ü"));
      assertThat(scan.isStill(key("dir/ü"), is)).isFalse();
    }
  }

  private static FileIdentity moved(FileIdentity from, long... by) {
    return new FileIdentity(
        from.inode() + by[0],
        from.sizeBytes() + by[1],
        from.mtimeNanos() + by[2],
        from.ctimeNanos() + by[3]);
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
}
