package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temp;
  private @Nullable Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      OwnedFixture.shell("umount", "-l", mounted.toString());
    }
  }

  private OwnedFixture limited(long bytes) throws Exception {
    return new OwnedFixture(temp, temp.resolve("tree"), bytes, 0);
  }

  /** A volume on a file system of a few MiB. */
  private OwnedFixture small(int mib) throws Exception {
    Path target = Files.createDirectories(temp.resolve("small"));
    int done =
        OwnedFixture.shell(
            "mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", target.toString());
    assumeTrue(done == 0, "tmpfs can't be mounted here");
    mounted = target;
    return new OwnedFixture(temp, target, Long.MAX_VALUE, 0);
  }

  private static VolumeReply admit(OwnedFixture at, String key, long bytes) {
    return at.ask(
        new VolumeCommand.Admit(OwnedFixture.NAME, ObjectKey.of(key), bytes, Conditions.NONE));
  }

  @Test
  void what_a_body_under_way_has_written_is_not_counted_twice() throws Exception {
    try (OwnedFixture at = small(8)) {
      assertThat(at.reason(admit(at, "long", 5 * MIB))).isNull();
      try (StagedFile body = at.volume.workings().root().staging().create()) {
        body.write(0, List.of(ByteBuffer.wrap(bytes(4 * MIB, 1))));
        assertThat(at.reason(admit(at, "b", 4 * MIB))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
        assertThat(at.reason(admit(at, "b", 2 * MIB))).isNull();
        assertThat(at.reason(admit(at, "c", 2 * MIB))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      }
    }
  }

  @Test
  void the_size_limit_counts_files_and_promises() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      assertThat(at.reason(admit(at, "a", 1001))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      at.put("a", bytes(600, 1));
      var promised = (VolumeReply.Admitted) admit(at, "b", 300);
      assertThat(at.reason(admit(at, "c", 101))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.reason(admit(at, "c", 100))).isNull();
      at.ask(new VolumeCommand.Release(OwnedFixture.NAME, promised.reservation()));
      at.ask(new VolumeCommand.Release(OwnedFixture.NAME, promised.reservation()));
      assertThat(at.reason(admit(at, "d", 300))).isNull();
      assertThat(at.reason(admit(at, "e", 1))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    }
  }

  @Test
  void a_body_without_a_length_is_weighed_when_it_is_whole() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      long late = ((VolumeReply.Admitted) admit(at, "k", -1)).reservation();
      var tooLong = at.commit("k", bytes(1001, 1), Conditions.NONE, late);
      assertThat(at.refused(tooLong)).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.keys()).isEmpty();
      late = ((VolumeReply.Admitted) admit(at, "k", -1)).reservation();
      assertThat(at.refused(at.commit("k", bytes(600, 1), Conditions.NONE, late))).isNull();
      assertThat(at.reason(admit(at, "b", 401))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.reason(admit(at, "b", 400))).isNull();
    }
  }

  @Test
  void a_part_without_a_length_is_weighed_when_it_is_whole() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      Upload upload = at.upload("k");
      VolumeReply.PartStarted place = upload.started(at, 1, -1);
      upload.write(at, place, bytes(1001, 1));
      assertThat(at.reason(upload.finish(at, place, bytes(1001, 1))))
          .isEqualTo(Reason.INSUFFICIENT_STORAGE);
      upload.cancel(at, place);
      assertThat(at.staged()).containsExactly("uploads/" + upload.id() + "/journal");
      place = upload.started(at, 1, -1);
      upload.write(at, place, bytes(900, 1));
      assertThat(at.reason(upload.finish(at, place, bytes(900, 1)))).isNull();
      assertThat(at.reason(admit(at, "b", 100))).isNull();
      assertThat(at.reason(admit(at, "c", 1))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    }
  }

  @Test
  void a_file_system_that_does_not_know_its_size_takes_what_comes() throws Exception {
    Path target = Files.createDirectories(temp.resolve("ram"));
    int done = OwnedFixture.shell("mount", "-t", "ramfs", "ramfs", target.toString());
    assumeTrue(done == 0, "ramfs can't be mounted here");
    mounted = target;
    try (OwnedFixture at = new OwnedFixture(temp, target, Long.MAX_VALUE, 0)) {
      assertThat(at.reason(at.put("a", bytes(100, 1)))).isNull();
      assertThat(at.keys()).containsExactly("a");
    }
  }

  @Test
  void what_is_not_published_is_bounded() throws Exception {
    var limits = new OwnedFixture.Limits(Long.MAX_VALUE, 0, 1000);
    try (OwnedFixture at =
        new OwnedFixture(temp, temp.resolve("tree"), limits, BackupSettings.NEVER, Tenure.ALONE)) {
      assertThat(at.reason(admit(at, "a", 1001))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      var promised = (VolumeReply.Admitted) admit(at, "b", 900);
      assertThat(at.reason(admit(at, "c", 101))).isEqualTo(Reason.SLOW_DOWN);
      at.ask(new VolumeCommand.Release(OwnedFixture.NAME, promised.reservation()));
      at.put("published", bytes(1000, 1));
      assertThat(at.reason(admit(at, "c", 1000))).isNull();
    }
  }

  @Test
  void every_end_of_a_put_gives_its_promise_back() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      at.put("d/x", bytes(10, 1));
      for (int round = 0; round < 5; round++) {
        at.put("k", bytes(200, round));
        at.delete("k");
        at.put("d/x", bytes(900, 1), MultipartTest.absent());
        long conflict = ((VolumeReply.Admitted) admit(at, "late", 900)).reservation();
        Files.createDirectories(at.tree.resolve("late"));
        assertThat(at.refused(at.commit("late", bytes(9, 9), Conditions.NONE, conflict)))
            .isEqualTo(Reason.KEY_CONFLICT);
        Files.delete(at.tree.resolve("late"));
        long refused = ((VolumeReply.Admitted) admit(at, "d/x", 900)).reservation();
        assertThat(at.refused(at.commit("d/x", bytes(9, 9), MultipartTest.absent(), refused)))
            .isEqualTo(Reason.PRECONDITION_FAILED);
      }
      assertThat(at.reason(admit(at, "all", 990))).isNull();
    }
  }

  @Test
  void what_pods_wrote_counts_once_the_index_knows_it_also_after_a_restart() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      Files.createDirectories(at.tree.resolve("p/q"));
      Files.write(at.tree.resolve("p/q/file"), bytes(500, 1));
      Files.write(at.tree.resolve("file"), bytes(400, 1));
      Files.createSymbolicLink(at.tree.resolve("link"), Path.of("file"));
      assertThat(at.reason(admit(at, "a", 1000))).isNull();
      at.keys();
      at.restart();
      assertThat(at.reason(admit(at, "a", 101))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.reason(admit(at, "a", 100))).isNull();
    }
  }

  @Test
  void overwriting_and_deleting_change_what_is_used() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      at.put("a", bytes(300, 1));
      at.put("a", bytes(500, 2));
      at.put("a", bytes(100, 3));
      assertThat(at.reason(admit(at, "x", 901))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      at.delete("a");
      assertThat(at.reason(admit(at, "x", 1000))).isNull();
    }
  }

  @Test
  void parts_count_towards_the_limit_from_their_first_byte() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      Upload upload = at.upload("k");
      upload.part(at, 1, bytes(400, 1));
      VolumeReply.PartStarted two = upload.started(at, 2, 400);
      assertThat(at.reason(upload.start(at, 3, 400))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      upload.cancel(at, two);
      upload.part(at, 2, bytes(400, 2));
      assertThat(at.reason(upload.start(at, 3, 201))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      at.restartWithoutIndex();
      assertThat(at.reason(upload.start(at, 3, 201))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      upload.complete(at, named(1, bytes(400, 1)), named(2, bytes(400, 2)));
      assertThat(at.reason(admit(at, "x", 201))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.reason(admit(at, "x", 200))).isNull();
    }
  }

  @Test
  void an_abort_gives_all_of_an_upload_back() throws Exception {
    try (OwnedFixture at = limited(1000)) {
      for (int round = 0; round < 3; round++) {
        Upload upload = at.upload("k");
        upload.part(at, 1, bytes(400, 1));
        upload.part(at, 1, bytes(300, 2));
        upload.started(at, 2, 500);
        assertThat(upload.abort(at)).isEqualTo(new VolumeReply.Done());
      }
      assertThat(at.reason(admit(at, "x", 1000))).isNull();
    }
  }

  @Test
  void the_reserve_stays_free() throws Exception {
    long free;
    try (OwnedFixture at = new OwnedFixture(temp)) {
      free = at.root.space().availableBytes();
    }
    try (OwnedFixture at =
        new OwnedFixture(temp, temp.resolve("tree"), Long.MAX_VALUE, free + (1L << 40))) {
      assertThat(at.reason(admit(at, "a", 0))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.reason(at.upload("k").start(at, 1, 1))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    }
  }

  @Test
  void a_full_volume_refuses_leaves_nothing_and_can_be_freed() throws Exception {
    try (OwnedFixture at = small(4)) {
      assertThat(at.reason(admit(at, "a", 5 * MIB))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      at.put("kept", bytes(100, 1));
      Upload upload = at.upload("k");
      byte[] odd = bytes(MIB + 1, 1);
      byte[] one = bytes(MIB, 2);
      upload.part(at, 1, one);
      upload.part(at, 2, odd);
      CompletedPart[] parts = {named(1, one), named(2, odd)};
      fill(at.tree.resolve("filler"), 3 * MIB / 2);
      assertThat(at.reason(upload.complete(at, parts))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.staged()).noneMatch(name -> name.contains("assembled"));
      assertThat(upload.partNumbers(at)).containsExactly(1, 2);
      fill(at.tree.resolve("filler"), 3 * MIB);
      at.restart();
      assertThat(
              at.refused(
                  new VolumeCommand.CreateUpload(
                      OwnedFixture.NAME, ObjectKey.of("n"), at.newUploadId(), OwnedFixture.PLAIN)))
          .isEqualTo(Reason.INSUFFICIENT_STORAGE);
      assertThat(at.uploadIds()).containsExactly(upload.id());
      assertThat(upload.abort(at)).isEqualTo(new VolumeReply.Done());
      assertThat(at.staged()).isEmpty();
      assertThat(at.keys()).containsExactly("filler", "kept");
    }
  }

  /** Writes until there is no room, at most so many bytes. */
  private static void fill(Path file, int bytes) throws Exception {
    try (var out = Files.newOutputStream(file)) {
      for (int at = 0; at < bytes; at += 4096) {
        out.write(new byte[4096]);
      }
    } catch (java.io.IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  @Test
  void a_published_upload_on_a_full_volume_survives_the_restart() throws Exception {
    try (OwnedFixture at = small(2)) {
      Upload upload = at.upload("k");
      byte[] one = bytes(MIB / 2, 1);
      upload.part(at, 1, one);
      var line = new JournalLine.Completing("body", OwnedFixture.tag(named(1, one)).value(), null);
      at.root.staging().append(upload.id(), "journal", UploadFiles.toJson(line));
      Files.move(upload.folder(at).resolve("body"), at.tree.resolve("k"));
      fill(at.tree.resolve("filler"), 2 * MIB);
      at.restart();
      assertThat(upload.complete(at, named(1, one))).isInstanceOf(VolumeReply.Completed.class);
      assertThat(at.uploadIds()).isEmpty();
    } catch (FileFailure failure) {
      throw new AssertionError("a full volume can't be opened", failure);
    }
  }
}
