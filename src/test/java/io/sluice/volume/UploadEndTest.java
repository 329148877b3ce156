package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.join;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How uploads end: completed once, or given up. */
class UploadEndTest extends WithOwnedVolume {
  private static final int UNIT = 70_000;
  private static final byte[] ONE = bytes(UNIT, 1);
  private static final byte[] LAST = bytes(1234, 4);

  @Test
  void complete_again_gets_the_same_answer_also_after_restarts() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply first = upload.complete(at, named(1, ONE));
    assertThat(first).isInstanceOf(VolumeReply.Completed.class);
    assertThat(upload.complete(at, named(1, ONE))).isEqualTo(first);
    at.restart();
    assertThat(upload.complete(at, named(1, ONE))).isEqualTo(first);
    at.restartWithoutIndex();
    assertThat(upload.complete(at, named(1, ONE))).isEqualTo(first);
    assertThat(at.uploadIds()).isEmpty();
  }

  @Test
  void the_answer_is_forgotten_after_a_day() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.complete(at, named(1, ONE));
    at.now.set(at.now.get().plusSeconds(25 * 3600));
    at.volume.maintain();
    assertThat(at.staged()).isEmpty();
  }

  @Test
  void concurrent_completes_get_one_answer() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, LAST);
    List<VolumeReply> replies =
        together(8, () -> upload.complete(at, named(1, ONE), named(2, LAST)));
    assertThat(replies).hasSize(8);
    assertThat(replies).containsOnly(replies.getFirst());
    assertThat(replies.getFirst()).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(ONE, LAST));
  }

  @Test
  void nothing_is_known_of_an_ended_upload() throws Exception {
    Upload aborted = at.upload("a");
    aborted.part(at, 1, ONE);
    assertThat(aborted.abort(at)).isEqualTo(new VolumeReply.Done());
    Upload completed = at.upload("c");
    completed.part(at, 1, ONE);
    completed.complete(at, named(1, ONE));
    for (int round = 0; round < 2; round++) {
      for (Upload upload : List.of(aborted, completed)) {
        assertThat(at.reason(upload.start(at, 1, 5))).isEqualTo(Reason.NO_SUCH_UPLOAD);
        assertThat(at.reason(upload.parts(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
        assertThat(at.reason(upload.lookup(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
        assertThat(at.reason(upload.abort(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
      }
      assertThat(at.reason(aborted.complete(at, named(1, ONE)))).isEqualTo(Reason.NO_SUCH_UPLOAD);
      at.restart();
    }
    assertThat(at.uploadIds()).isEmpty();
  }

  @Test
  void another_key_or_a_strange_id_is_no_upload() {
    Upload upload = at.upload("k");
    Upload other = new Upload(ObjectKey.of("other"), upload.id());
    assertThat(at.reason(other.lookup(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    for (String id :
        List.of("", "..", "../put", "x".repeat(32), upload.id().toUpperCase(Locale.ROOT))) {
      Upload strange = new Upload(ObjectKey.of("k"), id);
      assertThat(at.reason(strange.lookup(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
      assertThat(at.reason(strange.abort(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
      assertThat(at.reason(strange.start(at, 1, 1))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    }
  }

  @Test
  void abort_races_with_parts_and_leaves_nothing() throws Exception {
    for (int round = 0; round < 20; round++) {
      Upload upload = at.upload("k");
      upload.part(at, 1, LAST);
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        Future<VolumeReply> abort = threads.submit(() -> upload.abort(at));
        List<Future<?>> parts = new ArrayList<>();
        for (int number = 2; number < 4; number++) {
          int part = number;
          parts.add(threads.submit(() -> partOrGone(upload, part)));
        }
        for (Future<?> part : parts) {
          part.get();
        }
        assertThat(abort.get()).isEqualTo(new VolumeReply.Done());
      }
      assertThat(at.staged()).isEmpty();
    }
  }

  /** The folder of the upload may go between the owner's word and the writing. */
  private VolumeReply partOrGone(Upload upload, int number) {
    try {
      return upload.part(at, number, LAST);
    } catch (FileFailure gone) {
      assertThat(gone.errno()).isEqualTo(Errno.ENOENT);
      return new VolumeReply.Done();
    }
  }

  static <T> List<T> together(int count, Callable<T> work) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (Future<T> result : threads.invokeAll(java.util.Collections.nCopies(count, work))) {
        results.add(result.get());
      }
    }
    return results;
  }
}
