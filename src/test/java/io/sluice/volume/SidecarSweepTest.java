package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.md5;
import static io.sluice.volume.OwnedFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.files.StagedFile;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars of files that pods removed, and of those that they only moved. */
class SidecarSweepTest {
  @TempDir private Path temp;
  private Path mount;
  private OwnedFixture at;
  private SidecarSweep sweep;

  @BeforeEach
  void open() throws Exception {
    mount = Files.createDirectories(temp.resolve("mount"));
    Path source = Files.createDirectories(temp.resolve("source"));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bindfs")), "bindfs is not installed");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
    // One that does not use inodes again, so that it is plain which sidecars are left.
    assumeTrue(
        shell("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", source.toString()) == 0,
        "tmpfs can't be mounted here");
    assumeTrue(
        shell("bindfs", "--xattr-none", source.toString(), mount.toString()) == 0,
        "bindfs can't be mounted here");
    at = new OwnedFixture(temp, mount.resolve("tree"), Long.MAX_VALUE, 0);
    sweep = begun();
  }

  @AfterEach
  void close() throws Exception {
    if (at != null) {
      at.close();
    }
    shell("umount", "-l", mount.toString());
    shell("umount", "-l", temp.resolve("source").toString());
  }

  private SidecarSweep begun() {
    return Objects.requireNonNull(SidecarSweep.of(at.volume.workings(), at.spec(), at::nanoTime));
  }

  /** Begins a walk, a day after the last, and goes on until there is nothing to do for long. */
  private void walk() throws Exception {
    walk(() -> {});
  }

  private interface Meanwhile {
    void happens() throws IOException;
  }

  private void walk(Meanwhile meanwhile) throws Exception {
    at.skippedNanos.addAndGet(Duration.ofDays(1).toNanos());
    while (sweep.slice().compareTo(Duration.ofSeconds(30)) < 0) {
      meanwhile.happens();
    }
  }

  private List<String> used() throws IOException {
    return names(".sluice/meta");
  }

  private List<String> unused() throws IOException {
    return names(".sluice/meta-unused");
  }

  private List<String> names(String folder) throws IOException {
    Path path = at.tree.resolve(folder);
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> names = Files.list(path)) {
      return names.map(name -> String.valueOf(name.getFileName())).sorted().toList();
    }
  }

  private List<String> inodes(String... paths) throws IOException {
    TreeSet<String> inodes = new TreeSet<>();
    for (String path : paths) {
      inodes.add(Long.toString(OwnedFixture.inode(at.tree.resolve(path))));
    }
    return List.copyOf(inodes);
  }

  private String tag(String key) {
    return Objects.requireNonNull(at.lookup(key).entry()).tag().value();
  }

  /** As if it lay there for so long already. */
  private void age(String inode, Duration time) throws IOException {
    Path sidecar = at.tree.resolve(".sluice/meta-unused").resolve(inode);
    Files.setLastModifiedTime(sidecar, FileTime.from(Instant.now().minus(time)));
  }

  @Test
  void what_a_pod_removed_is_put_aside_after_two_walks_and_removed_after_a_month()
      throws Exception {
    at.put("d/kept", bytes(10, 1));
    at.put("d/gone", bytes(11, 2));
    at.putDirectory("e/");
    at.putDirectory("f/");
    String file = inodes("d/gone").getFirst();
    String directory = inodes("f").getFirst();
    List<String> kept = inodes("d", "d/kept", "e");
    assertThat(used()).hasSize(5);
    Files.delete(at.tree.resolve("d/gone"));
    Files.delete(at.tree.resolve("f"));

    walk();
    assertThat(used()).hasSize(5);
    walk();
    assertThat(used()).isEqualTo(kept);
    assertThat(unused()).containsExactlyInAnyOrder(file, directory);
    assertThat(sweep.progress()).isEqualTo(new SidecarProgress(2, 2, 2, 0, 0));

    age(file, Duration.ofDays(29));
    age(directory, Duration.ofDays(31));
    walk();
    assertThat(unused()).containsExactly(file);
    age(file, Duration.ofDays(31));
    walk();
    assertThat(unused()).isEmpty();
    assertThat(used()).isEqualTo(kept);
    assertThat(sweep.progress()).isEqualTo(new SidecarProgress(0, 4, 2, 0, 2));
    at.restartWithoutIndex();
    assertThat(tag("d/kept")).isEqualTo(md5(bytes(10, 1)));
  }

  @Test
  void a_restart_between_two_walks_begins_anew() throws Exception {
    at.put("gone", bytes(10, 1));
    Files.delete(at.tree.resolve("gone"));
    for (int i = 0; i < 3; i++) {
      walk();
      at.restart();
      sweep = begun();
    }
    assertThat(unused()).isEmpty();
    walk();
    walk();
    assertThat(unused()).hasSize(1);
  }

  @Test
  void what_was_put_aside_wrongly_is_brought_back_by_the_first_who_wants_it() throws Exception {
    at.put("a", bytes(10, 1));
    at.put("b", bytes(20, 2));
    List<String> both = inodes("a", "b");
    Files.move(at.tree.resolve("a"), mount.resolve("a"));
    Files.move(at.tree.resolve("b"), mount.resolve("b"));
    walk();
    walk();
    assertThat(unused()).isEqualTo(both);
    Files.move(mount.resolve("a"), at.tree.resolve("again"));
    at.volume.rebuildIndex();
    assertThat(tag("again")).isEqualTo(md5(bytes(10, 1)));
    assertThat(used()).isEqualTo(inodes("again"));
    assertThat(sweep.progress().broughtBack()).isEqualTo(1);

    Files.move(mount.resolve("b"), at.tree.resolve("b"));
    at.restartWithoutIndex();
    assertThat(tag("b")).isEqualTo(md5(bytes(20, 2)));
    assertThat(used()).isEqualTo(both);
    assertThat(unused()).isEmpty();
  }

  @Test
  void what_is_met_again_is_not_removed_though_nobody_wants_it() throws Exception {
    at.put("a", bytes(10, 1));
    String inode = inodes("a").getFirst();
    Files.move(at.tree.resolve("a"), mount.resolve("a"));
    walk();
    walk();
    Files.move(mount.resolve("a"), at.tree.resolve("a"));
    age(inode, Duration.ofDays(100));
    walk();
    walk();
    assertThat(unused()).containsExactly(inode);
    at.restartWithoutIndex();
    assertThat(tag("a")).isEqualTo(md5(bytes(10, 1)));
    assertThat(used()).containsExactly(inode);
  }

  @Test
  void a_file_that_a_pod_renames_all_the_time_keeps_what_s3_stored() throws Exception {
    slowly();
    for (String directory : List.of("a", "b", "c", "d")) {
      at.put(directory + "/other", bytes(5, directory.charAt(0)));
    }
    at.put("a/restless", bytes(10, 1));
    Path[] places = {at.tree.resolve("a/restless"), at.tree.resolve("d/restless")};
    int[] now = {0};
    for (int i = 0; i < 12; i++) {
      walk(() -> {
        Files.move(places[now[0]], places[1 - now[0]]);
        now[0] = 1 - now[0];
      });
      // It may have been put aside: a month without being met at all would be needed.
      for (String inode : unused()) {
        age(inode, Duration.ofDays(20));
      }
    }
    at.restartWithoutIndex();
    assertThat(tag(now[0] == 0 ? "a/restless" : "d/restless")).isEqualTo(md5(bytes(10, 1)));
  }

  @Test
  void a_file_that_two_walks_missed_by_renames_keeps_what_s3_stored() throws Exception {
    at.put("a/missed", bytes(10, 1));
    String inode = inodes("a/missed").getFirst();
    Path inside = at.tree.resolve("a/missed");
    Path outside = mount.resolve("missed");
    for (int i = 0; i < 2; i++) { // Not where the walk is, whenever that is.
      Files.move(inside, outside);
      walk();
      Files.move(outside, inside);
    }
    assertThat(unused()).containsExactly(inode);
    at.volume.rebuildIndex();
    assertThat(at.keys()).containsExactly("a/missed");
    assertThat(tag("a/missed")).isEqualTo(md5(bytes(10, 1)));
    assertThat(used()).contains(inode);
  }

  @Test
  void what_is_read_between_two_walks_is_in_use() throws Exception {
    at.put("a", bytes(10, 1));
    Files.move(at.tree.resolve("a"), mount.resolve("a"));
    walk();
    Files.move(mount.resolve("a"), at.tree.resolve("a"));
    at.volume.rebuildIndex();
    assertThat(tag("a")).isEqualTo(md5(bytes(10, 1)));
    Files.move(at.tree.resolve("a"), mount.resolve("a"));
    walk();
    assertThat(unused()).isEmpty();
    walk();
    assertThat(unused()).hasSize(1);
  }

  @Test
  void what_is_written_after_the_first_walk_began_is_in_use() throws Exception {
    Path sidecar = at.tree.resolve(".sluice/meta/123456789");
    Files.writeString(sidecar, "{}");
    walk();
    Files.writeString(sidecar, "{ }"); // By another node: this one is told nothing.
    walk();
    assertThat(used()).hasSize(1);
    walk();
    assertThat(unused()).hasSize(1);
  }

  @Test
  void one_of_several_names_is_enough() throws Exception {
    at.put("a", bytes(10, 1));
    Files.createLink(at.tree.resolve("linked"), at.tree.resolve("a"));
    Files.delete(at.tree.resolve("a"));
    walk();
    walk();
    assertThat(unused()).isEmpty();
    assertThat(tag("linked")).isEqualTo(md5(bytes(10, 1)));
  }

  @Test
  void what_is_staged_keeps_its_sidecar() throws Exception {
    byte[] content = bytes(10, 1);
    var claim = new ContentClaim(new EntityTag(md5(content)), List.of(), PartLayout.WHOLE);
    try (StagedFile staged = at.root.staging().create()) {
      staged.write(0, List.of(ByteBuffer.wrap(content)));
      staged.seal(ObjectMetadata.NONE, claim);
      walk();
      walk();
      assertThat(unused()).isEmpty();
      assertThat(used()).hasSize(1);
    }
  }

  @Test
  void another_file_of_the_same_number_gets_nothing_and_its_own_takes_the_place() throws Exception {
    at.put("a", bytes(10, 1));
    String before = inodes("a").getFirst();
    Files.delete(at.tree.resolve("a"));
    walk();
    walk();
    Files.write(at.tree.resolve("b"), bytes(77, 3));
    String inode = inodes("b").getFirst();
    Path old = at.tree.resolve(".sluice/meta-unused");
    String text = Files.readString(old.resolve(before));
    Files.writeString(old.resolve(inode), text.replace(before, inode));
    sweep.end(); // As another owner would: any may lie there.

    ObjectEntry entry = Objects.requireNonNull(at.lookup("b").entry());
    assertThat(entry.metadata()).isEqualTo(ObjectMetadata.NONE);
    assertThat(entry.tag().value()).isNotEqualTo(md5(bytes(10, 1)));
    assertThat(unused()).contains(inode);
    at.put("b", bytes(5, 5));
    assertThat(tag("b")).isEqualTo(md5(bytes(5, 5)));
  }

  @Test
  void a_walk_that_can_not_read_a_directory_counts_for_nothing() throws Exception {
    at.put("gone", bytes(10, 1));
    Files.delete(at.tree.resolve("gone"));
    Path deep = deeperThanAnyPath(temp.resolve("source/tree"));
    for (int i = 0; i < 4; i++) {
      walk();
    }
    assertThat(unused()).isEmpty();
    assertThat(sweep.progress().walks()).isZero();
    assertThat(shell("rm", "-rf", deep.toString())).isZero();
    walk();
    walk();
    assertThat(unused()).hasSize(1);
  }

  private static Path deeperThanAnyPath(Path parent) throws IOException {
    String name = "n".repeat(250) + "/";
    Path outer = Files.createDirectories(parent.resolve("outer/" + name.repeat(9)));
    Path inner = Files.createDirectories(parent.resolve("inner/" + name.repeat(9)));
    Files.move(parent.resolve("inner"), outer.resolve("inner"));
    assertThat(inner).doesNotExist();
    return parent.resolve("outer");
  }

  @Test
  void what_a_crash_left_half_written_goes_after_a_day() throws Exception {
    at.put("a", bytes(10, 1));
    Path young = Files.writeString(at.tree.resolve(".sluice/meta/1.new"), "{");
    Path old = Files.writeString(at.tree.resolve(".sluice/meta/2.new"), "{");
    Path strange = Files.writeString(at.tree.resolve(".sluice/meta/notes"), "a pod's");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    walk();
    walk();
    assertThat(young).exists();
    assertThat(strange).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void many_are_found_and_none_too_many() throws Exception {
    TreeSet<String> gone = new TreeSet<>();
    TreeSet<String> kept = new TreeSet<>();
    for (int i = 0; i < 600; i++) {
      String key = "d" + i % 7 + "/" + "e".repeat(i % 5 + 1) + "/" + i;
      at.put(key, bytes(3, i));
      (i % 3 == 0 ? gone : kept).add(key);
    }
    for (String key : gone) {
      Files.delete(at.tree.resolve(key));
    }
    walk();
    walk();
    assertThat(unused()).hasSize(gone.size());
    assertThat(used()).containsAll(inodes(kept.toArray(String[]::new)));
    at.restartWithoutIndex();
    for (String key : kept) {
      assertThat(tag(key)).as(key).doesNotContain("-");
    }
  }

  /** So that a slice is a step. */
  private void slowly() {
    var workings = at.volume.workings();
    var parts =
        new SidecarSweep.Parts(workings, at.spec(), VolumeTime.of(workings, System::nanoTime), 20);
    sweep = new SidecarSweep(parts, Objects.requireNonNull(at.root.sidecars()), at::nanoTime);
  }
}
