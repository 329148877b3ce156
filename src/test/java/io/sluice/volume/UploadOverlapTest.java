package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeReply;
import io.sluice.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others ask about an upload while it is being completed or given up. */
class UploadOverlapTest {
  private static final byte[] ONE = bytes(1000, 1);
  private static final byte[] LAST = bytes(12, 4);

  @TempDir private Path temp;
  private final Meanwhile meanwhile = new Meanwhile();
  private OwnedFixture at = unopened();

  /** Has something done at the next proof, so in the middle of a command. */
  private static final class Meanwhile implements Tenure {
    private volatile Runnable next = () -> {};

    @Override
    public long epoch() {
      return 0;
    }

    @Override
    public void prove() {
      Runnable now = next;
      next = () -> {};
      now.run();
    }
  }

  @SuppressWarnings("NullAway")
  private static OwnedFixture unopened() {
    return null;
  }

  @BeforeEach
  void open() throws Exception {
    at = new OwnedFixture(temp, temp.resolve("tree"), meanwhile);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void an_upload_that_is_being_given_up_is_found_no_second_time() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    List<VolumeReply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      List<Future<VolumeReply>> completes = new ArrayList<>();
      meanwhile.next =
          () -> {
            replies.add(upload.lookup(at));
            completes.add(threads.submit(() -> upload.complete(at, named(1, ONE))));
          };
      assertThat(upload.abort(at)).isEqualTo(new VolumeReply.Done());
      replies.add(completes.getFirst().get());
    }
    replies.add(upload.abort(at));
    assertThat(replies).extracting(at::reason).containsOnly(Reason.NO_SUCH_UPLOAD);
    assertThat(replies).hasSize(3);
    assertThat(at.volume.stagedBytes()).isZero();
    assertThat(at.staged()).isEmpty();
  }

  @Test
  void a_journal_read_before_its_upload_was_given_up_brings_nothing_back() throws Exception {
    for (int round = 0; round < 30; round++) {
      Upload upload = at.upload("k");
      upload.part(at, 1, LAST);
      at.volume.uploadStates().forget(upload.id());
      List<VolumeReply> replies = UploadEndTest.together(4, () -> upload.abort(at));
      assertThat(replies).containsOnlyOnce(new VolumeReply.Done());
      assertThat(at.volume.uploadStates().remembered()).isZero();
    }
    assertThat(at.volume.stagedBytes()).isZero();
  }

  @Test
  void a_few_wait_for_a_complete_that_copies_and_the_others_are_refused_at_once() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, LAST);
    upload.part(at, 2, ONE);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      CountDownLatch answered = new CountDownLatch(10);
      List<Future<VolumeReply>> completes = new ArrayList<>();
      // The first proof is the one before anything is copied.
      meanwhile.next =
          () -> {
            for (int i = 0; i < 20; i++) {
              completes.add(
                  threads.submit(() -> {
                    VolumeReply reply = upload.complete(at, named(1, LAST), named(2, ONE));
                    answered.countDown();
                    return reply;
                  }));
            }
            awaitAll(answered);
          };
      VolumeReply first = upload.complete(at, named(1, LAST), named(2, ONE));
      assertThat(first).isInstanceOf(VolumeReply.Completed.class);
      List<VolumeReply> replies = new ArrayList<>();
      for (Future<VolumeReply> complete : completes) {
        replies.add(complete.get());
      }
      assertThat(replies).filteredOn(first::equals).hasSizeBetween(1, 10);
      replies.removeIf(first::equals);
      assertThat(replies).extracting(at::reason).containsOnly(Reason.SLOW_DOWN);
    }
  }

  private static void awaitAll(CountDownLatch answered) {
    try {
      assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void fewer_than_no_staged_bytes_refuse_nothing() throws Exception {
    at.volume.workings().space().stagedChanged(-5);
    assertThat(at.reason(at.put("k", ONE))).isNull();
  }
}
