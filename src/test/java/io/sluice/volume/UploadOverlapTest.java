package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeReply;
import io.sluice.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      List<VolumeReply> replies =
          UploadEndTest.together(4, () -> upload.abort(at));
      assertThat(replies).containsOnlyOnce(new VolumeReply.Done());
      assertThat(at.volume.uploadStates().remembered()).isZero();
    }
    assertThat(at.volume.stagedBytes()).isZero();
  }

  @Test
  void fewer_than_no_staged_bytes_refuse_nothing() throws Exception {
    at.volume.workings().space().stagedChanged(-5);
    assertThat(at.reason(at.put("k", ONE))).isNull();
  }
}
