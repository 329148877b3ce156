package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.inode;
import static io.sluice.volume.OwnedFixture.join;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MultipartTest extends WithOwnedVolume {
  private static final int UNIT = 70_000;
  private static final byte[] ONE = bytes(UNIT, 1);
  private static final byte[] TWO = bytes(UNIT, 2);
  private static final byte[] THREE = bytes(UNIT, 3);
  private static final byte[] LAST = bytes(1234, 4);

  @Test
  void regular_parts_become_the_object_without_a_copy() throws Exception {
    Upload upload = at.upload("d/big");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 3, LAST);
    long body = inode(upload.folder(at).resolve("body"));
    assertThat(upload.complete(at, named(1, ONE), named(2, TWO), named(3, LAST)))
        .isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("d/big")).isEqualTo(join(ONE, TWO, LAST));
    assertThat(inode(at.tree.resolve("d/big"))).isEqualTo(body);
    assertThat(at.staged()).containsExactly("uploads/" + upload.id() + "/journal");
    assertThat(at.keys()).containsExactly("d/big");
    assertThat(at.uploadIds()).isEmpty();
  }

  @Test
  void the_last_part_may_be_the_first_to_arrive() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 3, LAST);
    upload.part(at, 2, TWO);
    upload.part(at, 1, ONE);
    long body = inode(upload.folder(at).resolve("body"));
    upload.complete(at, named(1, ONE), named(2, TWO), named(3, LAST));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO, LAST));
    assertThat(inode(at.tree.resolve("k"))).isEqualTo(body);
  }

  @Test
  void a_part_sent_again_takes_the_place_of_the_first() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 1, THREE);
    upload.part(at, 1, ONE);
    upload.part(at, 1, THREE);
    assertThat(at.reason(upload.complete(at, named(1, ONE), named(2, TWO))))
        .isEqualTo(Reason.INVALID_PART);
    upload.complete(at, named(1, THREE), named(2, TWO));
    assertThat(at.content("k")).isEqualTo(join(THREE, TWO));
  }

  @Test
  void a_retry_that_fails_keeps_the_acknowledged_part() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    VolumeReply.PartStarted retry = upload.started(at, 1, UNIT);
    upload.write(at, retry, bytes(UNIT / 2, 9));
    upload.cancel(at, retry);
    upload.complete(at, named(1, ONE), named(2, TWO));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
  }

  @Test
  void a_part_that_failed_gives_its_slot_to_the_next_attempt() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply.PartStarted first = upload.started(at, 2, UNIT);
    upload.write(at, first, bytes(UNIT / 2, 9));
    upload.cancel(at, first);
    assertThat(upload.started(at, 2, UNIT).fileName()).isEqualTo("body");
  }

  @Test
  void two_clients_with_one_part_number_do_not_mix() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply.PartStarted first = upload.started(at, 2, UNIT);
    VolumeReply.PartStarted second = upload.started(at, 2, UNIT);
    upload.write(at, first, TWO);
    upload.write(at, second, THREE);
    upload.finish(at, second, THREE);
    upload.finish(at, first, TWO);
    upload.complete(at, named(1, ONE), named(2, TWO));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
    assertThat(at.staged()).hasSize(1);
  }

  @Test
  void the_last_of_two_clients_to_finish_wins() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply.PartStarted first = upload.started(at, 2, UNIT);
    VolumeReply.PartStarted second = upload.started(at, 2, UNIT);
    upload.write(at, first, TWO);
    upload.write(at, second, THREE);
    upload.finish(at, first, TWO);
    upload.finish(at, second, THREE);
    upload.complete(at, named(1, ONE), named(2, THREE));
    assertThat(at.content("k")).isEqualTo(join(ONE, THREE));
    assertThat(at.staged()).hasSize(1);
  }

  @Test
  void a_writer_still_at_work_cannot_change_the_object() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, LAST);
    VolumeReply.PartStarted late = upload.started(at, 3, UNIT);
    assertThat(late.fileName()).isEqualTo("body");
    upload.complete(at, named(1, ONE), named(2, LAST));
    assertThat(at.content("k")).isEqualTo(join(ONE, LAST));
    upload.write(at, late, THREE);
    assertThat(at.reason(upload.finish(at, late, THREE))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    upload.cancel(at, late);
    assertThat(at.content("k")).isEqualTo(join(ONE, LAST));
    assertThat(at.staged()).as("what the late writer left").hasSize(1);
  }

  @Test
  void a_late_writer_of_a_part_of_its_own_leaves_nothing() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply.PartStarted late = upload.started(at, 1, 5);
    upload.complete(at, named(1, ONE));
    upload.write(at, late, bytes(5, 5));
    assertThat(at.reason(upload.finish(at, late, bytes(5, 5)))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    upload.cancel(at, late);
    assertThat(at.staged()).hasSize(1);
  }

  @Test
  void irregular_sizes_and_gaps_are_put_together() throws Exception {
    byte[][] parts = {bytes(10, 1), bytes(UNIT, 2), bytes(1, 3), bytes(0, 4), bytes(333, 5)};
    int[] numbers = {2, 5, 7, 8, 10_000};
    Upload upload = at.upload("k");
    CompletedPart[] named = new CompletedPart[parts.length];
    for (int i = parts.length - 1; i >= 0; i--) {
      upload.part(at, numbers[i], parts[i]);
      named[i] = named(numbers[i], parts[i]);
    }
    assertThat(upload.complete(at, named)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(parts));
    assertThat(at.staged()).hasSize(1);
  }

  @Test
  void one_empty_part_makes_an_empty_object() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, new byte[0]);
    assertThat(upload.complete(at, named(1, new byte[0])))
        .isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEmpty();
  }

  @Test
  void a_refused_complete_with_fewer_parts_cuts_no_acknowledged_one() throws Exception {
    at.put("k", LAST);
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 3, THREE);
    assertThat(at.reason(upload.complete(at, -1, absent(), named(1, ONE), named(2, TWO))))
        .isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(at.content("k")).isEqualTo(LAST);
    upload.complete(at, named(1, ONE), named(2, TWO), named(3, THREE));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO, THREE));
  }

  @Test
  void fewer_parts_than_uploaded_may_be_named() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 3, THREE);
    upload.complete(at, named(1, ONE), named(3, THREE));
    assertThat(at.content("k")).isEqualTo(join(ONE, THREE));
    assertThat(at.staged()).hasSize(1);
  }

  @Test
  void a_declared_object_size_must_be_the_parts() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    assertThat(at.reason(upload.complete(at, UNIT + 1, Conditions.NONE, named(1, ONE))))
        .isEqualTo(Reason.INVALID_REQUEST);
    assertThat(upload.complete(at, UNIT, Conditions.NONE, named(1, ONE)))
        .isInstanceOf(VolumeReply.Completed.class);
  }

  @Test
  void a_refused_complete_can_be_followed_by_a_good_one() throws Exception {
    at.put("k", LAST);
    Upload upload = at.upload("k");
    upload.part(at, 1, bytes(3, 3));
    upload.part(at, 2, ONE);
    CompletedPart[] parts = {named(1, bytes(3, 3)), named(2, ONE)};
    assertThat(at.reason(upload.complete(at, -1, absent(), parts)))
        .isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(upload.partNumbers(at)).containsExactly(1, 2);
    at.delete("k");
    assertThat(upload.complete(at, -1, absent(), parts)).isInstanceOf(VolumeReply.Completed.class);
  }

  @Test
  void a_complete_over_a_directory_is_a_conflict_and_keeps_the_upload() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, bytes(3, 3));
    upload.part(at, 2, ONE);
    at.put("k/child", LAST);
    CompletedPart[] parts = {named(1, bytes(3, 3)), named(2, ONE)};
    assertThat(at.reason(upload.complete(at, parts))).isEqualTo(Reason.KEY_CONFLICT);
    at.delete("k/child");
    assertThat(upload.complete(at, parts)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(bytes(3, 3), ONE));
  }

  @Test
  void an_upload_where_no_object_can_be_is_refused_at_once() throws Exception {
    at.put("a/b", LAST);
    for (String key : List.of("a", "a/b/c")) {
      var create =
          new VolumeCommand.CreateUpload(
              "v", ObjectKey.of(key), at.newUploadId(), OwnedFixture.PLAIN);
      assertThat(at.refused(create)).isEqualTo(Reason.KEY_CONFLICT);
    }
  }

  @Test
  void uploads_of_one_key_are_listed_oldest_first() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(at.upload("k").id());
      at.now.set(at.now.get().plusMillis(1));
    }
    assertThat(at.uploadIds()).containsExactlyElementsOf(ids);
  }

  @Test
  void uploads_go_on_after_a_restart_and_without_index() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 3, THREE);
    at.restart();
    upload.part(at, 2, TWO);
    at.restartWithoutIndex();
    assertThat(at.uploadIds()).containsExactly(upload.id());
    assertThat(upload.partNumbers(at)).containsExactly(1, 2, 3);
    long body = inode(upload.folder(at).resolve("body"));
    upload.complete(at, named(1, ONE), named(2, TWO), named(3, THREE));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO, THREE));
    assertThat(inode(at.tree.resolve("k"))).isEqualTo(body);
  }

  @Test
  void many_writers_of_many_parts_make_the_right_object() throws Exception {
    Upload upload = at.upload("k");
    int count = 40;
    byte[][] parts = new byte[count][];
    CompletedPart[] named = new CompletedPart[count];
    List<Callable<VolumeReply>> work = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i + 1;
      parts[i] = i == count - 1 ? LAST : bytes(UNIT, 100 + i);
      named[i] = named(number, parts[i]);
      byte[] content = parts[i];
      work.add(() -> upload.part(at, number, content));
      work.add(() -> upload.part(at, number, content));
    }
    java.util.Collections.shuffle(work, new java.util.Random(7));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<VolumeReply> reply : threads.invokeAll(work)) {
        assertThat(reply.get()).isInstanceOf(VolumeReply.PartFinished.class);
      }
    }
    assertThat(upload.complete(at, named)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(parts));
    assertThat(at.staged()).hasSize(1);
  }

  static Conditions absent() {
    return new Conditions(List.of(), List.of(Conditions.ANY), null, null);
  }
}
