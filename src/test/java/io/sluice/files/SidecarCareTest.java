package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ObjectMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies aside, and who looks there; and the walk that meets all inodes. On ramfs. */
class SidecarCareTest {
  @TempDir private Path folder;
  private @Nullable Mounts mounts;
  private Path tree;
  private VolumeRoot root;
  private SidecarCare care;

  @BeforeEach
  void open() throws Exception {
    Mounts made = new Mounts(folder);
    mounts = made;
    tree = Files.createDirectory(made.ramfs().resolve("tree"));
    root = VolumeRoot.open(tree, FileSettings.DEFAULT);
    care = Objects.requireNonNull(root.sidecars());
  }

  @AfterEach
  void close() {
    if (root != null) {
      root.close();
    }
    if (mounts != null) {
      mounts.close();
    }
  }

  private ObjectMetadata metadata(String key) throws FileFailure {
    return Objects.requireNonNull(root.attributes(Samples.key(key))).metadata();
  }

  private long inode(String path) throws IOException {
    return (Long) Files.getAttribute(tree.resolve(path), "unix:ino");
  }

  private boolean isAside(long inode) {
    return Files.exists(tree.resolve(".sluice/meta-unused/" + inode));
  }

  private static InodeFilter filter(long... inodes) {
    InodeFilter filter = new InodeFilter(1, 5);
    for (long inode : inodes) {
      filter.add(inode);
    }
    return filter;
  }

  @Test
  void what_lies_aside_is_looked_for_only_where_it_may_be() throws Exception {
    Samples.put(root, "file", Samples.bytes(1));
    long inode = inode("file");
    assertThat(metadata("file")).isEqualTo(Samples.METADATA);
    assertThat(care.putAside(inode, Long.MAX_VALUE)).isTrue();
    assertThat(isAside(inode)).isTrue();

    care.lookAmongUnused(filter());
    assertThat(metadata("file")).isEqualTo(ObjectMetadata.NONE);
    care.lookAmongUnused(filter(inode));
    assertThat(metadata("file")).isEqualTo(Samples.METADATA);
    assertThat(isAside(inode)).isFalse();
    assertThat(care.broughtBack()).isEqualTo(1);

    assertThat(care.putAside(inode, Long.MAX_VALUE)).isTrue();
    care.lookAmongUnused(null);
    assertThat(metadata("file")).isEqualTo(Samples.METADATA);
    assertThat(care.broughtBack()).isEqualTo(2);
  }

  @Test
  void what_is_not_older_is_not_put_aside() throws Exception {
    Samples.put(root, "file", Samples.bytes(1));
    assertThat(care.putAside(inode("file"), 0)).isFalse();
    assertThat(care.putAside(4711, Long.MAX_VALUE)).isFalse();
    assertThat(metadata("file")).isEqualTo(Samples.METADATA);
    assertThat(care.removeUnused(4711, Long.MAX_VALUE)).isFalse();
    assertThat(care.removeUnfinished("4711", Long.MAX_VALUE)).isFalse();
  }

  @Test
  void what_lies_aside_goes_with_its_file() throws Exception {
    Samples.put(root, "file", Samples.bytes(1));
    long inode = inode("file");
    assertThat(care.putAside(inode, Long.MAX_VALUE)).isTrue();
    root.remove(Samples.key("file"));
    assertThat(isAside(inode)).isFalse();
  }

  @Test
  void reading_and_writing_tells_that_a_sidecar_is_in_use() throws Exception {
    Set<Long> told = new TreeSet<>();
    care.observe(told::add);
    Samples.put(root, "file", Samples.bytes(1));
    long inode = inode("file");
    assertThat(told).contains(inode);
    told.clear();
    assertThat(metadata("file")).isEqualTo(Samples.METADATA);
    assertThat(told).contains(inode);
  }

  @Test
  void a_walk_meets_all_there_is_but_what_is_private() throws Exception {
    root.makeDirectories(Samples.key("a/b/c/"));
    Samples.put(root, "a/b/c/file", Samples.bytes(1));
    Files.createDirectories(tree.resolve("empty/too"));
    Files.createSymbolicLink(tree.resolve("a/link"), Path.of("b"));
    for (int i = 0; i < 3_000; i++) {
      Files.createFile(tree.resolve("a/b/some-name-that-is-not-so-short-" + i));
    }
    Files.createDirectories(tree.resolve(".s3compat_uploads/another"));
    Files.createFile(tree.resolve(".s3compat_uploads/another/program's"));
    Set<Long> expected = new TreeSet<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(path -> !path.startsWith(tree.resolve(".sluice"))).toList()) {
        expected.add((Long) Files.getAttribute(path, "unix:ino", NO_LINKS));
      }
    }
    assertThat(met()).isEqualTo(expected);
  }

  private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

  private Set<Long> met() throws FileFailure {
    Set<Long> met = new TreeSet<>();
    try (InodeWalk walk = care.walk(met::add)) {
      while (walk.step() > 0) {
        // On to the next.
      }
    }
    return met;
  }

  @Test
  void where_names_bear_other_numbers_the_files_are_asked() throws Exception {
    Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
    Files.createDirectory(tree.resolve("d"));
    Path place = Files.createFile(tree.resolve("d/place"));
    assumeTrue(
        Shell.run("mount", "--bind", elsewhere.toString(), place.toString()).exitCode() == 0,
        "bind mounts are not allowed here");
    try {
      assertThat(met()).contains((Long) Files.getAttribute(elsewhere, "unix:ino"));
    } finally {
      Shell.require("umount", place.toString());
    }
  }

  @Test
  void directories_that_go_while_they_are_walked_do_not_end_the_walk() throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.createDirectories(tree.resolve("d" + i + "/below"));
    }
    int steps = 0;
    Set<Long> met = new TreeSet<>();
    try (InodeWalk walk = care.walk(met::add)) {
      while (walk.step() > 0) {
        int i = steps++;
        if (i % 2 == 0 && i < 100) {
          Shell.require("rm", "-rf", tree.resolve("d" + i / 2).toString());
        }
      }
    }
    assertThat(steps).isGreaterThan(50);
  }
}
