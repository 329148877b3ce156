package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real owners on one tree: the first sleeps in the middle of something, the second takes. */
class FenceTest {
  private static final byte[] OLD = bytes(1000, 1);
  private static final byte[] NEW = bytes(2000, 2);
  private static final VolumeReply NOT_OWNER = new VolumeReply.NotOwner(1);

  @TempDir Path temp;
  private final HeldTenure first = new HeldTenure(1);
  private final HeldTenure second = new HeldTenure(2);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private OwnedFixture sleeper;

  @BeforeEach
  void open() throws Exception {
    sleeper = node("sleeper", first);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private OwnedFixture node(String name, Tenure tenure) throws Exception {
    return new OwnedFixture(
        Files.createDirectories(temp.resolve(name)), temp.resolve("tree"), tenure);
  }

  /** Stops the first owner in the command after so many proofs, and lets the second take over. */
  private Outcome takenOver(VolumeCommand<?> command, int proofs) throws Exception {
    first.sleepAfter(proofs);
    CompletableFuture<VolumeReply> answer =
        CompletableFuture.supplyAsync(() -> sleeper.ask(command), threads);
    CompletableFuture.anyOf(answer, CompletableFuture.runAsync(this::sleep, threads))
        .get(30, TimeUnit.SECONDS);
    return new Outcome(node("taker" + proofs, second), answer);
  }

  private void sleep() {
    try {
      first.awaitSleep();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Outcome(OwnedFixture taker, CompletableFuture<VolumeReply> answer) {
    VolumeReply afterwards() throws Exception {
      return answer.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void what_a_sleeper_was_about_to_publish_is_not_published() throws Exception {
    sleeper.put("k", OLD);
    var commit = sleeper.commit("k", NEW, Conditions.NONE, 0);
    Outcome outcome = takenOver(commit, 0);
    first.lose();
    assertThat(outcome.afterwards()).isEqualTo(NOT_OWNER);
    assertThat(outcome.taker().content("k")).isEqualTo(OLD);
    // And its gateway asks again: the body is still there, wherever the fence has put it.
    assertThat(outcome.taker().ask(commit.asRepeated())).isInstanceOf(VolumeReply.Committed.class);
    assertThat(outcome.taker().content("k")).isEqualTo(NEW);
    assertThat(outcome.taker().staged()).isEmpty();
    close(outcome);
  }

  @Test
  void a_body_that_a_fence_has_moved_is_left_to_the_next_owner() throws Exception {
    var commit = sleeper.commit("k", NEW, Conditions.NONE, 0);
    Path put = temp.resolve("tree/.s3compat_uploads/sluice/put");
    Path drained = Files.createDirectory(put.resolve("2"));
    try (Stream<Path> bodies = Files.list(put.resolve("1"))) {
      for (Path body : bodies.toList()) {
        Files.move(body, drained.resolve(body.getFileName()));
      }
    }
    assertThat(sleeper.ask(commit)).isEqualTo(NOT_OWNER);
    assertThat(sleeper.ask(commit.asRepeated())).isEqualTo(NOT_OWNER);
    sleeper.close();
  }

  @Test
  void what_a_sleeper_did_publish_is_not_published_again() throws Exception {
    var commit = sleeper.commit("k", OLD, Conditions.NONE, 0);
    Outcome outcome = takenOver(commit, 1);
    assertThat(outcome.taker().content("k")).isEqualTo(OLD);
    assertThat(outcome.taker().put("k", NEW)).isInstanceOf(VolumeReply.Committed.class);
    first.lose();
    // It slept right before it said so: it is true, though another object is there by now.
    assertThat(outcome.afterwards()).isInstanceOf(VolumeReply.Committed.class);
    // Who did not hear that can't be told: a pod may as well have taken the body out of staging.
    assertThat(outcome.taker().ask(commit.asRepeated()))
        .isEqualTo(new VolumeReply.Refused(Repetition.UNKNOWN));
    assertThat(outcome.taker().content("k")).isEqualTo(NEW);
    close(outcome);
  }

  @Test
  void what_a_sleeper_was_about_to_delete_stays() throws Exception {
    sleeper.put("d/k", OLD);
    var target = new VolumeCommand.Delete.Target(ObjectKey.of("d/k"), Conditions.NONE);
    Outcome outcome = takenOver(new VolumeCommand.Delete("v", List.of(target)), 0);
    assertThat(outcome.taker().put("d/k", NEW)).isInstanceOf(VolumeReply.Committed.class);
    first.lose();
    assertThat(outcome.afterwards()).isEqualTo(NOT_OWNER);
    assertThat(outcome.taker().content("d/k")).isEqualTo(NEW);
    close(outcome);
  }

  @Test
  void an_upload_goes_on_at_the_next_owner_wherever_the_first_one_slept() throws Exception {
    for (int proofs = 0; proofs < 6; proofs++) {
      HeldTenure mine = new HeldTenure(10 + 2L * proofs);
      OwnedFixture owner = node("owner" + proofs, mine);
      Upload upload = owner.upload("u" + proofs);
      byte[] one = bytes(4000, 3);
      byte[] two = bytes(4000, 4);
      upload.part(owner, 1, one);
      VolumeReply.PartStarted late = upload.started(owner, 2, two.length);
      upload.write(owner, late, two);
      VolumeReply finished = upload.finish(owner, late, two);
      assertThat(finished).isInstanceOf(VolumeReply.PartFinished.class);
      VolumeReply.PartStarted three = upload.started(owner, 3, 10);
      upload.write(owner, three, bytes(10, 5));
      mine.sleepAfter(proofs);
      CompletedPart[] parts = {named(1, one), named(2, two)};
      var answer = CompletableFuture.supplyAsync(() -> upload.complete(owner, parts), threads);
      awaitEither(answer, mine);
      OwnedFixture taker = node("next" + proofs, new HeldTenure(11 + 2L * proofs));
      mine.lose();
      VolumeReply first = answer.get(20, TimeUnit.SECONDS);
      VolumeReply again = upload.finish(taker, late, two);
      boolean isOver = Files.exists(taker.tree.resolve("u" + proofs));
      assertThat(again)
          .as("after %d proofs", proofs)
          .isInstanceOf(isOver ? VolumeReply.Refused.class : VolumeReply.PartFinished.class);
      if (!isOver) {
        assertThat(upload.finish(taker, three, bytes(10, 5)))
            .isInstanceOf(VolumeReply.PartFinished.class);
      }
      VolumeReply completed = upload.complete(taker, parts);
      assertThat(completed)
          .as("after %d proofs, first %s", proofs, first)
          .isInstanceOf(VolumeReply.Completed.class);
      assertThat(taker.content("u" + proofs)).isEqualTo(OwnedFixture.join(one, two));
      taker.close();
      owner.close();
    }
  }

  /** Until it has answered, or sleeps. */
  private void awaitEither(CompletableFuture<?> answer, HeldTenure mine) throws Exception {
    Runnable sleeps =
        () -> {
          try {
            mine.awaitSleep();
          } catch (InterruptedException | IllegalStateException e) {
            return; // It was done before.
          }
        };
    CompletableFuture.anyOf(answer, CompletableFuture.runAsync(sleeps, threads))
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void nobody_makes_the_folder_of_a_former_epoch_again() throws Exception {
    OwnedFixture taker = node("taker", second);
    first.lose();
    var stale = sleeper.commit("k", OLD, Conditions.NONE, 0);
    assertThat(stale.stagedName()).matches("put/[0-9a-f]{32}");
    assertThat(sleeper.ask(stale)).isEqualTo(NOT_OWNER);
    assertThat(taker.ask(stale)).isInstanceOf(VolumeReply.Committed.class);
    assertThat(taker.root.staging().newestEpoch()).isEqualTo(2);
    taker.close();
  }

  private void close(Outcome outcome) {
    outcome.taker().close();
    sleeper.close();
  }
}
