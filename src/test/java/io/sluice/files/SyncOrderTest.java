package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.params.provider.EnumSource;

/** A success means that a sync which holds for the name began after the file had it. */
class SyncOrderTest {
  private static final ContentClaim CLAIM =
      new ContentClaim(
          new EntityTag("0123456789abcdef0123456789abcdef"), List.of(), PartLayout.WHOLE);

  @TempDir private Path directory = Path.of("unset");

  private VolumeRoot volume(NameSyncs.Way way, IntUnaryOperator fsync) throws FileFailure {
    return volume(way, NameSyncs.Calls.syncing(fsync));
  }

  private VolumeRoot volume(NameSyncs.Way way, NameSyncs.Calls calls) throws FileFailure {
    Descriptor root =
        Descriptor.of(
            OpenCalls.open(OpenCalls.HERE, RootPath.bytes(directory), OpenFlags.PATH_DIRECTORY, 0),
            "root");
    Tree tree = new Tree(root, new StepResolver(), new NameSyncs(way, calls));
    OwnFolders.makeStaging(tree);
    OwnFolders.makeSidecars(tree);
    FileStatus status = root.stat().status();
    return new VolumeRoot(
        new Volume(
            tree,
            FileSettings.DEFAULT,
            new Capabilities("plain", false, false, false, false, false, false, false, true),
            new Attributes(
                way == NameSyncs.Way.SHARED ? new Sidecars(tree) : new ExtendedAttributes()),
            new Owner(status.uid(), status.gid()),
            new Random(1),
            System::nanoTime));
  }

  private static void put(VolumeRoot root, String text) throws FileFailure {
    put(root, text, 0);
  }

  private static void put(VolumeRoot root, String text, long epoch) throws FileFailure {
    var content = List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    try (var staged = root.stage(new ShortFile(content, ObjectMetadata.NONE, CLAIM), epoch)) {
      FileStatus _ = root.publish(staged, ObjectKey.of(text), PublishMode.REPLACE);
    }
  }

  /** Which of our names are in an open directory. */
  private static String names(int descriptor) {
    Path open = Path.of("/proc/self/fd/" + descriptor);
    return Stream.of("a", "b")
        .filter(name -> Files.exists(open.resolve(name)))
        .collect(Collectors.joining());
  }

  /** What was in the directory of two files each time that it was synced. */
  private List<String> synced(NameSyncs.Way way) throws Exception {
    List<String> seen = new ArrayList<>();
    IntUnaryOperator watching =
        descriptor -> {
          seen.add(names(descriptor));
          return DataCalls.sync(descriptor);
        };
    try (VolumeRoot root = volume(way, watching)) {
      put(root, "a");
      put(root, "b");
    }
    seen.removeIf(String::isEmpty); // Of our own folders.
    return seen;
  }

  @ParameterizedTest
  @EnumSource(names = {"EACH", "SHARED"})
  void each_file_has_its_name_before_its_directory_is_synced(NameSyncs.Way way) throws Exception {
    assertThat(synced(way)).containsExactly("a", "ab");
  }

  @Test
  void a_directory_that_was_not_synced_is_no_success() throws Exception {
    IntUnaryOperator failing = descriptor -> names(descriptor).isEmpty() ? 0 : -Errno.EIO.number();
    try (VolumeRoot root = volume(NameSyncs.Way.EACH, failing)) {
      assertThatThrownBy(() -> put(root, "a")).isInstanceOf(FileFailure.class);
      assertThat(directory.resolve("a")).exists();
    }
  }

  /** What is done to files that a PUT makes, and to the folder that they are made in. */
  private final class Done {
    final List<String> calls = new ArrayList<>();

    int note(String call, int descriptor, IntUnaryOperator kernel) {
      Path file = named(descriptor);
      String name = file.getFileName().toString().replace(" (deleted)", "");
      boolean isOwn = file.toString().contains(OwnFolders.PUT);
      if (Files.isRegularFile(file)) {
        calls.add(call + (isOwn ? " staged" : " " + name));
      } else if (isOwn) {
        calls.add(call + " folder " + name);
      } else {
        calls.add(call + " " + (file.equals(directory) ? "root" : name));
      }
      return kernel.applyAsInt(descriptor);
    }

    NameSyncs.Calls over(NameSyncs.Calls kernel) {
      return new NameSyncs.Calls(
          file -> note("sync", file, kernel.sync()),
          file -> note("start", file, kernel.startOut()),
          file -> note("out", file, kernel.writeOut()));
    }

    private static Path named(int descriptor) {
      try {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void where_the_journal_keeps_its_order_content_goes_first_and_one_sync_holds_for_all()
      throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, done.over(NameSyncs.Calls.KERNEL))) {
      assertThat(root.syncsLater()).isTrue();
      done.calls.clear();
      put(root, "a");
      put(root, "b");
      root.syncPublished();
    }
    assertThat(done.calls)
        .containsExactly(
            "start staged", "out staged", "start staged", "out staged", "sync folder put");
  }

  @ParameterizedTest
  @EnumSource(names = {"EACH", "SHARED"})
  void elsewhere_nothing_is_left_for_later(NameSyncs.Way way) throws Exception {
    try (VolumeRoot root = volume(way, NameSyncs.Calls.KERNEL)) {
      assertThat(root.syncsLater()).isFalse();
    }
  }

  @Test
  void a_folder_that_a_pod_took_away_is_not_waited_for() throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, done.over(NameSyncs.Calls.KERNEL))) {
      put(root, "a");
      Files.delete(directory.resolve(OwnFolders.PUT));
      done.calls.clear();
      put(root, "b"); // Out of a folder made anew, so it syncs the one that it is in.
      assertThat(done.calls)
          .containsExactly("sync sluice", "start staged", "out staged", "sync root");
      root.syncPublished();
    }
  }

  @Test
  void owners_of_another_epoch_leave_nothing_unsynced() throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, done.over(NameSyncs.Calls.KERNEL))) {
      root.staging().fence(1, () -> {});
      put(root, "a", 1);
      root.staging().fence(2, () -> {});
      done.calls.clear();
      put(root, "b", 2);
      root.syncPublished();
    }
    assertThat(done.calls)
        .containsExactly("sync folder 1", "start staged", "out staged", "sync folder 2");
  }

  /** What is synced for objects that are removed together, of which one was alone in a folder. */
  private List<String> syncedForRemovals(NameSyncs.Way way) throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(way, done.over(NameSyncs.Calls.KERNEL))) {
      ObjectKey folder = ObjectKey.of("d/e/");
      List<ObjectKey> _ = root.makeDirectories(folder);
      for (String key : List.of("a", "d/e/k", "d/l", "b")) {
        put(root, key);
      }
      done.calls.clear();
      UnsyncedNames unsynced = new UnsyncedNames();
      for (String key : List.of("a", "d/e/k", "d/l")) {
        assertThat(root.remove(ObjectKey.of(key), 0, unsynced)).isTrue();
      }
      assertThat(root.removeDirectory(folder, unsynced)).isTrue();
      assertThat(root.remove(ObjectKey.of("b"), 0, unsynced)).isTrue();
      assertThat(done.calls).isEmpty();
      root.sync(unsynced);
      root.sync(unsynced); // Nothing is left.
    }
    return done.calls;
  }

  @ParameterizedTest
  @EnumSource(names = {"EACH", "IN_ORDER"})
  void a_directory_is_synced_once_for_all_that_was_removed_from_it(NameSyncs.Way way)
      throws Exception {
    assertThat(syncedForRemovals(way)).containsExactly("sync root", "sync d");
  }

  @Test
  void what_is_kept_beside_a_file_goes_after_its_name_is_synced() throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(NameSyncs.Way.SHARED, done.over(NameSyncs.Calls.KERNEL))) {
      put(root, "a");
      done.calls.clear();
      assertThat(root.remove(ObjectKey.of("a"), 0, new UnsyncedNames())).isTrue();
    }
    assertThat(done.calls).containsExactly("sync root");
  }

  @Test
  void a_directory_that_went_meanwhile_went_from_the_one_above_it() throws Exception {
    Done done = new Done();
    try (VolumeRoot root = volume(NameSyncs.Way.EACH, done.over(NameSyncs.Calls.KERNEL))) {
      List<ObjectKey> _ = root.makeDirectories(ObjectKey.of("d/e/"));
      put(root, "d/e/k");
      UnsyncedNames unsynced = new UnsyncedNames();
      assertThat(root.remove(ObjectKey.of("d/e/k"), 0, unsynced)).isTrue();
      Files.delete(directory.resolve("d/e"));
      done.calls.clear();
      root.sync(unsynced);
    }
    assertThat(done.calls).containsExactly("sync d");
  }

  @Test
  void a_kernel_that_cannot_write_out_syncs_before_the_rename_too() throws Exception {
    Done done = new Done();
    var without =
        new NameSyncs.Calls(
            DataCalls::sync, _ -> -Errno.ENOSYS.number(), _ -> -Errno.ENOSYS.number());
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, done.over(without))) {
      done.calls.clear();
      put(root, "a");
      root.syncPublished();
    }
    assertThat(done.calls).containsExactly("start staged", "out staged", "sync folder put");
    assertThat(directory.resolve("a")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void content_that_was_not_written_out_gets_no_name_and_leaves_nothing() throws Exception {
    var failing = new NameSyncs.Calls(DataCalls::sync, WriteOut::start, _ -> -Errno.EIO.number());
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, failing)) {
      assertThatThrownBy(() -> put(root, "a")).isInstanceOf(FileFailure.class);
      assertThat(directory.resolve("a")).doesNotExist();
      assertThat(directory.resolve(OwnFolders.PUT)).isEmptyDirectory();
    }
  }

  @Test
  void a_folder_that_was_not_synced_is_no_success() throws Exception {
    IntUnaryOperator failing =
        descriptor ->
            Done.named(descriptor).endsWith(OwnFolders.PUT)
                ? -Errno.EIO.number()
                : DataCalls.sync(descriptor);
    try (VolumeRoot root = volume(NameSyncs.Way.IN_ORDER, failing)) {
      put(root, "a");
      assertThatThrownBy(root::syncPublished).isInstanceOf(FileFailure.class);
    }
  }
}
