package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short objects in one go: what is in the way, and owners of a cluster that sleep on the way. */
class ShortPutTest {
  private static final byte[] OLD = bytes(1000, 1);
  private static final byte[] NEW = bytes(2000, 2);

  @TempDir Path temp;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private OwnedFixture node(String name, Tenure tenure) throws Exception {
    return new OwnedFixture(
        Files.createDirectories(temp.resolve(name)), temp.resolve("tree"), tenure);
  }

  private static ShortPut put(String key, byte[] content) {
    var claim =
        new ContentClaim(new EntityTag(OwnedFixture.md5(content)), List.of(), PartLayout.WHOLE);
    return new ShortPut(
        "v",
        ObjectKey.of(key),
        List.of(ByteBuffer.wrap(content)),
        ObjectMetadata.NONE,
        claim,
        Conditions.NONE);
  }

  /** Alone it is told by the time that the call ends. */
  private static VolumeReply reply(OwnedFixture owner, ShortPut put) {
    var reply = new CompletableFuture<VolumeReply>();
    owner.volume.prepare(put).commit(reply::complete);
    assertThat(reply).isDone();
    return reply.join();
  }

  private static void requireCommitted(OwnedFixture owner, String key) {
    assertThat(reply(owner, put(key, NEW))).isInstanceOf(VolumeReply.Committed.class);
  }

  @Test
  void what_is_in_the_way_is_a_conflict() throws Exception {
    try (OwnedFixture owner = node("one", Tenure.ALONE)) {
      Files.createDirectories(owner.tree.resolve("d"));
      Files.writeString(owner.tree.resolve("f"), "a pod's");
      Files.createSymbolicLink(owner.tree.resolve("l"), Path.of("d"));
      for (String key : List.of("d", "f/k", "f/e/k", "l", "l/k")) {
        VolumeReply reply = reply(owner, put(key, NEW));
        assertThat(owner.reason(reply)).as(key).isEqualTo(Reason.KEY_CONFLICT);
      }
      assertThat(owner.staged()).isEmpty();
      requireCommitted(owner, "new/e/k");
      assertThat(owner.keys()).contains("new/e/k");
      assertThat(owner.differences()).isEmpty();
    }
  }

  @Test
  void keys_come_and_go_and_come_again_in_a_directory_that_is_known() throws Exception {
    try (OwnedFixture owner = node("one", Tenure.ALONE)) {
      for (int round = 0; round < 3; round++) {
        requireCommitted(owner, "d/e/k");
        requireCommitted(owner, "d/e/l");
        assertThat(owner.keys()).containsExactly("d/e/k", "d/e/l");
        assertThat(owner.delete("d/e/k")).isNull();
        assertThat(owner.delete("d/e/l")).isNull();
        assertThat(owner.keys()).isEmpty();
      }
      Files.createDirectories(owner.tree.resolve("p"));
      assertThat(owner.keys()).containsExactly("p/");
      requireCommitted(owner, "p/k");
      assertThat(owner.keys()).containsExactly("p/k");
      Files.delete(owner.tree.resolve("p/k"));
      assertThat(owner.keys()).containsExactly("p/");
      requireCommitted(owner, "p/k");
      assertThat(owner.keys()).containsExactly("p/k");
      assertThat(owner.differences()).isEmpty();
    }
  }

  @Test
  void many_at_once_are_all_answered_and_there() throws Exception {
    try (OwnedFixture owner = node("one", Tenure.ALONE)) {
      List<CompletableFuture<VolumeReply>> replies = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        ShortPut put = put("many/" + i, NEW);
        var reply = new CompletableFuture<VolumeReply>();
        replies.add(reply);
        threads.execute(() -> owner.volume.prepare(put).commit(reply::complete));
      }
      for (var reply : replies) {
        assertThat(reply.get(60, TimeUnit.SECONDS)).isInstanceOf(VolumeReply.Committed.class);
      }
      assertThat(owner.keys()).hasSize(200);
      assertThat(owner.content("many/7")).isEqualTo(NEW);
      assertThat(owner.staged()).isEmpty();
    }
  }

  @Test
  void a_sleeper_publishes_nothing_after_another_took_over() throws Exception {
    HeldTenure mine = new HeldTenure(1);
    OwnedFixture sleeper = node("sleeper", mine);
    assertThat(reply(sleeper, put("k", OLD))).isInstanceOf(VolumeReply.Committed.class);
    mine.sleepAfter(0);
    var answer = CompletableFuture.supplyAsync(() -> reply(sleeper, put("k", NEW)), threads);
    mine.awaitSleep();
    try (OwnedFixture taker = node("taker", new HeldTenure(2))) {
      mine.lose();
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new VolumeReply.NotOwner(1));
      assertThat(taker.content("k")).isEqualTo(OLD);
      assertThat(reply(taker, put("k", NEW))).isInstanceOf(VolumeReply.Committed.class);
      assertThat(taker.content("k")).isEqualTo(NEW);
      assertThat(taker.staged()).isEmpty();
    } finally {
      sleeper.close();
    }
  }

  @Test
  void a_refusal_of_one_who_is_no_owner_any_more_does_not_count() throws Exception {
    HeldTenure mine = new HeldTenure(1);
    OwnedFixture sleeper = node("sleeper", mine);
    Files.createDirectories(sleeper.tree.resolve("d"));
    mine.sleepAfter(1); // The first proof is for the publish, which finds a directory.
    var answer = CompletableFuture.supplyAsync(() -> reply(sleeper, put("d", NEW)), threads);
    mine.awaitSleep();
    mine.lose();
    assertThat(reply(sleeper, put("d", NEW))).isEqualTo(new VolumeReply.NotOwner(1));
    assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(VolumeReply.class);
    sleeper.close();
  }
}
