package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingJanitorTest {
  private static final byte[] ONE = bytes(700, 1);

  @TempDir private Path temp;
  private OwnedFixture at = unopened();

  @SuppressWarnings("NullAway")
  private static OwnedFixture unopened() {
    return null;
  }

  @BeforeEach
  void open() throws Exception {
    at = new OwnedFixture(temp, temp.resolve("tree"), 1000, 0);
  }

  @AfterEach
  void close() {
    at.close();
  }

  private void pass(Duration time) {
    setForward(time);
    at.skippedNanos.addAndGet(time.toNanos());
  }

  /** Somebody sets the machine's clock: no time passes. */
  private void setForward(Duration time) {
    at.now.set(at.now.get().plus(time));
  }

  /** One whole round. */
  private Duration round() throws FileFailure {
    Duration pause = Duration.ZERO;
    while (pause.isZero()) {
      pause = at.volume.janitor().slice();
    }
    return pause;
  }

  @Test
  void an_upload_goes_a_week_after_its_last_part_and_gives_its_bytes_back() throws Exception {
    Upload upload = at.upload("k");
    pass(Duration.ofDays(6));
    upload.part(at, 1, ONE);
    assertThat(at.volume.stagedBytes()).isEqualTo(700);
    pass(Duration.ofDays(6));
    round();
    assertThat(at.uploadIds()).containsExactly(upload.id());
    pass(Duration.ofDays(2));
    assertThat(round()).isEqualTo(Duration.ofMinutes(10));
    assertThat(at.uploadIds()).isEmpty();
    assertThat(at.staged()).isEmpty();
    assertThat(at.volume.stagedBytes()).isZero();
    assertThat(at.reason(upload.complete(at, named(1, ONE)))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    var all = new VolumeCommand.Admit(OwnedFixture.NAME, ObjectKey.of("a"), 1000, Conditions.NONE);
    assertThat(at.refused(all)).isNull();
  }

  @Test
  void a_clock_that_is_set_makes_nothing_old() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    setForward(Duration.ofDays(30));
    round();
    setForward(Duration.ofDays(-60));
    round();
    assertThat(at.uploadIds()).containsExactly(upload.id());
    setForward(Duration.ofDays(30));
    pass(Duration.ofDays(8));
    round();
    assertThat(at.uploadIds()).isEmpty();
  }

  @Test
  void it_goes_after_a_restart_too_and_without_parts() throws Exception {
    at.upload("k");
    at.restartWithoutIndex();
    pass(Duration.ofDays(8));
    round();
    assertThat(at.uploadIds()).isEmpty();
    assertThat(at.staged()).isEmpty();
  }

  @Test
  void while_a_part_is_written_nothing_goes() throws Exception {
    Upload upload = at.upload("k");
    VolumeReply.PartStarted part = upload.started(at, 1, ONE.length);
    pass(Duration.ofDays(30));
    round();
    upload.write(at, part, ONE);
    assertThat(upload.finish(at, part, ONE)).isInstanceOf(VolumeReply.PartFinished.class);
    pass(Duration.ofDays(6));
    round();
    assertThat(upload.complete(at, named(1, ONE))).isInstanceOf(VolumeReply.Completed.class);
  }

  @Test
  void what_was_written_but_not_acknowledged_is_activity() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    pass(Duration.ofDays(30));
    FileTime now = FileTime.from(at.now.get());
    Files.setLastModifiedTime(upload.folder(at).resolve("body"), now);
    pass(Duration.ofDays(6));
    round();
    assertThat(at.uploadIds()).containsExactly(upload.id());
  }

  @Test
  void an_upload_that_somebody_works_on_is_not_waited_for() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    pass(Duration.ofDays(30));
    UploadState state = Objects.requireNonNull(at.volume.uploadStates().locked(upload.id()));
    CountDownLatch done = new CountDownLatch(1);
    Thread janitor =
        Thread.ofPlatform()
            .start(() -> {
              try {
                round();
                done.countDown();
              } catch (FileFailure failure) {
                throw new AssertionError(failure);
              }
            });
    janitor.join();
    assertThat(done.getCount()).isZero();
    assertThat(at.uploadIds()).containsExactly(upload.id());
    state.close();
    round();
    assertThat(at.uploadIds()).isEmpty();
  }

  @Test
  void the_answer_of_a_completed_upload_is_not_the_janitors() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    VolumeReply first = upload.complete(at, named(1, ONE));
    pass(Duration.ofDays(30));
    round();
    assertThat(upload.complete(at, named(1, ONE))).isEqualTo(first);
    assertThat(at.content("k")).isEqualTo(ONE);
  }

  @Test
  void abandoned_bodies_go_after_a_day_unless_they_are_being_received() throws Exception {
    StagedFile open = at.root.staging().create();
    Path put = at.tree.resolve(".s3compat_uploads/sluice/put");
    Path old = Files.write(put.resolve("0123456789abcdef"), ONE);
    Path young = Files.write(put.resolve("fedcba9876543210"), ONE);
    for (Path file : new Path[] {old, put.resolveSibling(open.name())}) {
      Files.setLastModifiedTime(file, FileTime.from(at.now.get().minus(Duration.ofDays(2))));
    }
    Files.setLastModifiedTime(young, FileTime.from(at.now.get()));
    round();
    assertThat(at.staged()).containsExactlyInAnyOrder(open.name(), "put/" + young.getFileName());
    open.keep();
    open.close();
    round();
    assertThat(at.staged()).containsExactly("put/" + young.getFileName());
  }

  @Test
  void directories_among_bodies_stay_and_keep_nothing_else_from_going() throws Exception {
    Path put = at.tree.resolve(".s3compat_uploads/sluice/put");
    Files.createDirectories(put.resolve("1234/y/z"));
    Path strange = put.resolve("1234");
    Path file = Files.write(put.resolve("56"), ONE);
    Path body = Files.write(put.resolve("fedcba9876543210"), ONE);
    FileTime old = FileTime.from(at.now.get().minus(Duration.ofDays(2)));
    Files.createDirectories(put.resolve("x/y"));
    for (Path path : new Path[] {put.resolve("x"), strange, file, body}) {
      Files.setLastModifiedTime(path, old);
    }
    at.upload("k");
    pass(Duration.ofDays(8));
    round();
    assertThat(at.uploadIds()).isEmpty();
    assertThat(at.staged()).isEmpty();
    assertThat(put.resolve("x/y")).exists();
    Files.write(body, ONE);
    at.restart();
    assertThat(at.staged()).isEmpty();
    assertThat(put.resolve("x/y")).exists();
  }

  @Test
  void uploads_go_although_bodies_cannot_be_looked_through() throws Exception {
    Path put = at.tree.resolve(".s3compat_uploads/sluice/put");
    at.upload("k");
    pass(Duration.ofDays(8));
    Files.delete(put);
    Files.write(put, ONE);
    round();
    assertThat(at.uploadIds()).isEmpty();
    Files.delete(put);
  }

  @Test
  void what_other_programs_left_is_counted_and_stays() throws Exception {
    Path staging = at.tree.resolve(".s3compat_uploads");
    Files.createDirectories(staging.resolve("abc/sluice/d"));
    Path one = Files.write(staging.resolve("abc/part.1"), bytes(100, 1));
    Path two = Files.write(staging.resolve("abc/sluice/d/part.2"), bytes(50, 2));
    Files.createSymbolicLink(staging.resolve("link"), at.tree);
    at.upload("k");
    pass(Duration.ofDays(3650));
    round();
    assertThat(at.volume.strangers()).isEqualTo(new Strangers(3, 150));
    assertThat(one).exists();
    assertThat(two).exists();
    assertThat(at.staged()).isEmpty();
  }
}
