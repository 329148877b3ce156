package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexSettings;
import io.sluice.index.Sightings;
import io.sluice.index.TamperedRows;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowGuardTest {
  private static final ObjectKey DIRECTORY = ObjectKey.of("d/");
  private static final ObjectEntry OLD = entry(1);
  private static final ObjectEntry NEW = entry(2);

  @TempDir private Path temp;
  private VolumeIndex index;
  private RowGuard guard;

  @BeforeEach
  void open() throws Exception {
    index = VolumeIndex.open(temp.resolve("index"), IndexSettings.DEFAULT);
    guard = new RowGuard(index);
    guard.appear(null, OLD);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static ObjectEntry entry(long time) {
    return EntryReader.bare(ObjectKey.of("d/k"), new FileIdentity(7, 5, time, time));
  }

  @Test
  void what_others_publish_meanwhile_stays_and_makes_a_reading_doubtful() {
    try (Watch watch = guard.watch(DIRECTORY)) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW)));
      assertThat(guard.isTouched(watch)).isTrue();
      assertThat(guard.apply(watch, List.of(new RowChange.PutObject(OLD)))).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
  }

  @Test
  void what_was_seen_while_a_file_was_removed_stays() {
    IndexUpdates updates = new IndexUpdates(guard);
    try (Watch since = updates.removing(OLD.key())) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW))); // A listing found a pod's new file.
      assertThat(updates.removed(OLD.key(), since)).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
    try (Watch since = updates.removing(NEW.key())) {
      assertThat(updates.removed(NEW.key(), since)).isTrue();
    }
    assertThat(index.object(NEW.key())).isNull();
  }

  @Test
  void of_one_reading_only_what_others_wrote_is_left_out() {
    ObjectEntry neighbour = EntryReader.bare(ObjectKey.of("d/l"), OLD.identity());
    DirectoryRow read = new DirectoryRow(new FileIdentity(9, 0, 3, 3), false);
    List<RowChange> reading =
        List.of(
            new RowChange.PutObject(OLD),
            new RowChange.PutObject(neighbour),
            new RowChange.PutDirectory(DIRECTORY, read));
    try (Watch watch = guard.watch(DIRECTORY)) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW)));
      assertThat(guard.apply(watch, reading)).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
    assertThat(index.object(neighbour.key())).isEqualTo(neighbour);
    assertThat(index.directory(DIRECTORY)).isEqualTo(read);
    long unhashed = guard.unhashedWrites();
    try (Watch watch = guard.watch(DIRECTORY)) {
      assertThat(guard.apply(watch, reading)).isTrue();
    }
    assertThat(index.object(OLD.key())).isEqualTo(OLD);
    assertThat(guard.unhashedWrites()).isEqualTo(unhashed + 2);
  }

  @Test
  void a_watch_of_files_allows_no_other_change() {
    ObjectEntry other = EntryReader.bare(ObjectKey.of("d/other"), OLD.identity());
    try (Watch watch = guard.watch(List.of(OLD.key()))) {
      assertThat(guard.apply(watch, List.of(new RowChange.PutObject(other)))).isFalse();
    }
    assertThat(index.object(other.key())).isNull();
  }

  @Test
  void of_many_files_only_those_that_others_wrote_are_left_alone() {
    ObjectKey other = ObjectKey.of("e/f/other");
    ObjectEntry seen = EntryReader.bare(other, OLD.identity());
    try (Watch watch = guard.watch(List.of(OLD.key(), other))) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW)));
      assertThat(guard.learn(watch, List.of(OLD, seen))).containsExactly(OLD.key());
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
    assertThat(index.object(other)).isEqualTo(seen);
    try (Watch watch = guard.watch(List.of(NEW.key(), other))) {
      guard.apply(null, List.of(new RowChange.RemoveTree(ObjectKey.of("e/"))));
      assertThat(guard.learn(watch, List.of(NEW, seen))).containsExactly(other);
    }
    assertThat(index.object(other)).isNull();
  }

  @Test
  void rows_of_unread_files_are_inherited_where_nobody_read_the_names() {
    ObjectKey unread = ObjectKey.of("n/f");
    FileIdentity identity = OLD.identity();
    guard.know(ObjectKey.of("n/"));
    guard.inherit(List.of(new RowChange.PutUnread(unread, identity)));
    assertThat(new Sightings(index).unread(unread)).isEqualTo(identity);
    guard.inherit(List.of(new RowChange.PutUnread(OLD.key(), identity)));
    assertThat(index.object(OLD.key())).as("known better").isEqualTo(OLD);
    guard.apply(
        null, List.of(new RowChange.PutDirectory(DIRECTORY, new DirectoryRow(identity, false))));
    guard.inherit(List.of(new RowChange.PutUnread(ObjectKey.of("d/late"), identity)));
    assertThat(new Sightings(index).of(ObjectKey.of("d/late"))).as("names were read").isNull();
  }

  @Test
  void what_the_hasher_learns_meanwhile_stays_and_leaves_the_names_read() {
    try (Watch watch = guard.watch(DIRECTORY)) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW, true)));
      assertThat(guard.isTouched(watch)).as("a directory would be read again for it").isFalse();
      assertThat(guard.apply(watch, List.of(new RowChange.PutObject(OLD)))).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
  }

  @Test
  void rows_that_a_failing_store_does_not_take_are_left_behind() {
    ObjectKey directory = ObjectKey.of("heir/");
    ObjectEntry moved = EntryReader.bare(ObjectKey.of("heir/k"), OLD.identity());
    index.whenFailing((generation, fault) -> {});
    TamperedRows.put(index, moved.key(), new byte[] {9, 9, 9});
    List<RowChange> rows =
        List.of(
            new RowChange.PutDirectory(directory, DirectoryRow.UNREAD),
            new RowChange.PutObject(moved));
    guard.know(directory);
    assertThat(guard.inherit(rows)).isEmpty();
  }
}
