package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.index.HashNotes;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files that can't be read, and files too long to be hashed in one go. */
final class HashFaultsTest extends HashingFixture {
  /** The kernel refuses to open this for reading (EACCES), even to root. */
  private static final Path CLOSED = Path.of("/sys/bus/clocksource/drivers_probe");

  /** This one can be opened, but reading it fails. */
  private static final Path FAILING = Path.of("/sys/class/net/lo/speed");

  private final List<Path> mounted = new ArrayList<>();

  @AfterEach
  void unmount() throws Exception {
    for (Path file : mounted) {
      int _ = shell("umount", "-l", file.toString());
    }
  }

  @Test
  void a_file_that_may_not_be_read_is_passed_over_and_tried_ever_more_seldom() throws Exception {
    others();
    mount(CLOSED, "b");
    passesOverAndTriesAgain();
  }

  @Test
  void a_file_whose_reading_fails_is_passed_over_and_tried_ever_more_seldom() throws Exception {
    others();
    mount(FAILING, "b");
    passesOverAndTriesAgain();
  }

  private void others() throws IOException {
    volume.foreign("a");
    volume.foreign("c");
  }

  private void mount(Path source, String key) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
    assumeTrue(Files.exists(source), source + " is not here");
    assumeTrue(!canBeRead(source), source + " can be read");
    Path target = Files.createFile(volume.tree.resolve(key));
    assumeTrue(
        shell("mount", "--bind", source.toString(), target.toString()) == 0, "can't mount here");
    mounted.add(target);
  }

  private static boolean canBeRead(Path source) {
    try {
      byte[] _ = Files.readAllBytes(source);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void passesOverAndTriesAgain() throws Exception {
    assertThat(volume.keys()).containsExactly("a", "b", "c");
    volume.ahead = Duration.ofMinutes(10);
    work();
    assertThat(current("a").tag()).isEqualTo(md5("a".getBytes(UTF_8)));
    assertThat(current("c").tag()).isEqualTo(md5("c".getBytes(UTF_8)));
    assertThat(current("b").tag().isVersion()).isTrue();
    assertThat(progress().faults()).isEqualTo(1);
    assertThat(progress().waiting()).isEqualTo(1);
    assertThat(progress().leftFiles()).isEqualTo(1);
    long waited = 10;
    for (int tries = 2; tries < 6; tries++) {
      pass(waited - 1);
      work();
      assertThat(progress().faults()).as("not before %d s", waited).isEqualTo(tries - 1);
      pass(2);
      work();
      assertThat(progress().faults()).as("after %d s", waited).isEqualTo(tries);
      waited *= 2;
    }
    int _ = shell("umount", volume.tree.resolve("b").toString());
    mounted.clear();
    Files.writeString(volume.tree.resolve("b"), "b");
    pass(Duration.ofHours(2).toSeconds());
    volume.keys();
    work();
    pass(Duration.ofHours(2).toSeconds());
    work();
    assertThat(current("b").tag()).isEqualTo(md5("b".getBytes(UTF_8)));
    assertThat(progress().waiting()).isZero();
  }

  @Test
  void a_directory_or_nothing_in_a_files_place_keeps_nobody_waiting() throws Exception {
    others();
    volume.foreign("b");
    volume.foreign("d");
    volume.keys();
    Files.delete(volume.tree.resolve("b"));
    Files.createDirectories(volume.tree.resolve("b"));
    Files.delete(volume.tree.resolve("d"));
    hash();
    assertThat(current("a").claim()).isNotNull();
    assertThat(current("c").claim()).isNotNull();
    assertThat(volume.index.object(ObjectKey.of("b"))).isNull();
    assertThat(volume.keys()).containsExactly("a", "b/", "c");
  }

  private HashProgress progress() {
    return hashing().progress();
  }

  private void work() {
    for (int i = 0; i < 4; i++) {
      worker.slice();
    }
  }

  private void pass(long seconds) {
    volume.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void four_tebibytes_go_on_after_a_restart_and_come_to_an_end() throws Exception {
    long length = (4L << 40) + 5;
    resumable();
    try {
      sparse("long", length);
    } catch (IOException tooLong) {
      assumeTrue(false, "the file system has no files of this length");
    }
    volume.entries();
    age();
    chunks(6);
    worker.putDown();
    assertThat(noted().offsetBytes()).isBetween(2L * CHUNK, 6L * CHUNK);
    long before = noted().offsetBytes();
    volume.restart();
    begin(BACKGROUND);
    slowDown();
    age();
    chunks(3);
    worker.putDown();
    assertThat(noted().offsetBytes()).isGreaterThan(before);
    atLast(length - 2 * CHUNK);
    volume.restart();
    begin(BACKGROUND);
    hash();
    assertThat(hashing().progress().bytes()).isEqualTo(2 * CHUNK);
    assertThat(current("long").claim()).isNotNull();
  }

  private HashNote noted() {
    byte[] note = new HashNotes(volume.index).get(ObjectKey.of("long"));
    assertThat(note).isNotNull();
    return requireNonNull(HashNote.decode(requireNonNull(note)));
  }

  /** As after days of reading: the state is another than it would be, the place is right. */
  private void atLast(long offset) {
    HashNote note = noted();
    HashNote late = new HashNote(note.identity(), note.confirms(), offset, note.state());
    new HashNotes(volume.index).put(ObjectKey.of("long"), late.encode());
  }
}
