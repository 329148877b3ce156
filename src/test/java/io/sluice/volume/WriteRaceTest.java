package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WriteRaceTest extends WithOwnedVolume {
  private static final byte[] BODY = bytes(10, 1);

  @Test
  @Timeout(120)
  void no_put_fails_while_others_empty_its_directories() throws Exception {
    Queue<Object> failures = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String key = "d/e/f-" + i;
        running.add(
            threads.submit(() -> {
              for (int round = 0; round < 150; round++) {
                VolumeReply reply = at.put(key, BODY);
                if (!(reply instanceof VolumeReply.Committed)) {
                  failures.add(reply);
                }
                Reason refused = at.delete(key);
                if (refused != null) {
                  failures.add(refused);
                }
              }
              return key;
            }));
      }
      for (Future<?> done : running) {
        done.get();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(at.treeKeys()).isEmpty();
    assertThat(at.keys()).isEmpty();
  }

  @Test
  @Timeout(120)
  void the_index_is_the_tree_after_many_puts_and_deletes() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        running.add(
            threads.submit(() -> {
              for (int round = 0; round < 150; round++) {
                String directory = "d/" + (char) ('a' + random.nextInt(3)) + "/";
                String key = directory + random.nextInt(4);
                switch (random.nextInt(6)) {
                  case 0, 1 -> at.put(key, BODY);
                  case 2, 3 -> at.delete(key);
                  case 4 -> at.putDirectory(directory);
                  default -> at.delete(directory);
                }
              }
              return i0(random);
            }));
      }
      for (Future<?> done : running) {
        done.get();
      }
    }
    List<String> files = new ArrayList<>(at.treeKeys());
    List<String> listed = new ArrayList<>(at.keys());
    files.removeIf(key -> key.endsWith("/"));
    listed.removeIf(key -> key.endsWith("/"));
    assertThat(listed).isEqualTo(files);
    assertThat(at.keys()).containsAll(at.treeKeys());
  }

  private static int i0(Random random) {
    return random.nextInt();
  }

  @Test
  @Timeout(120)
  void a_directory_object_is_never_lost_to_the_removal_of_its_last_child() throws Exception {
    for (int round = 0; round < 300; round++) {
      at.put("p/q/child", BODY);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<VolumeReply> made = threads.submit(() -> at.putDirectory("p/q/"));
        Future<?> gone = threads.submit(() -> at.delete("p/q/child"));
        gone.get();
        assertThat(made.get()).isInstanceOf(VolumeReply.Committed.class);
      }
      assertThat(Files.isDirectory(at.tree.resolve("p/q"))).isTrue();
      at.delete("p/q/");
      assertThat(at.tree.resolve("p")).doesNotExist();
    }
  }

  @Test
  void one_of_64_writers_creates() throws Exception {
    for (int round = 0; round < 5; round++) {
      String key = "once-" + round;
      List<VolumeCommand.Commit> commits = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        commits.add(at.commit(key, bytes(20, i), MultipartTest.absent(), 0));
      }
      List<VolumeReply> replies = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
        List<Future<VolumeReply>> futures = new ArrayList<>();
        commits.forEach(commit -> futures.add(threads.submit(() -> at.ask(commit))));
        for (Future<VolumeReply> future : futures) {
          replies.add(future.get());
        }
      }
      List<VolumeReply> won =
          replies.stream().filter(reply -> reply instanceof VolumeReply.Committed).toList();
      assertThat(won).hasSize(1);
      assertThat(replies.stream().map(at::reason).filter(r -> r == Reason.PRECONDITION_FAILED))
          .hasSize(63);
      ObjectEntry entry = ((VolumeReply.Committed) won.getFirst()).entry();
      assertThat(entry.tag().value()).isEqualTo(OwnedFixture.md5(at.content(key)));
    }
  }

  @Test
  void a_pod_that_was_first_wins() throws Exception {
    VolumeCommand.Commit commit = at.commit("k", BODY, MultipartTest.absent(), 0);
    Files.writeString(at.tree.resolve("k"), "a pod's");
    assertThat(at.refused(commit)).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(Files.readString(at.tree.resolve("k"))).isEqualTo("a pod's");
  }

  @Test
  void if_match_writes_over_what_it_names_and_nothing_else() throws Exception {
    at.put("k", BODY);
    String tag = OwnedFixture.md5(BODY);
    assertThat(at.put("k", bytes(5, 5), matches(tag))).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.reason(at.put("k", bytes(6, 6), matches(tag))))
        .isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(at.reason(at.put("none", bytes(6, 6), matches(tag)))).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(at.delete("k", matches(tag))).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(at.delete("k", matches(OwnedFixture.md5(bytes(5, 5))))).isNull();
    assertThat(at.tree.resolve("k")).doesNotExist();
  }

  @Test
  void if_match_sees_what_a_pod_wrote() throws Exception {
    at.put("k", BODY);
    VolumeCommand.Commit commit = at.commit("k", bytes(5, 5), matches(OwnedFixture.md5(BODY)), 0);
    Files.writeString(at.tree.resolve("k"), "a pod's");
    assertThat(at.refused(commit)).isEqualTo(Reason.PRECONDITION_FAILED);
  }

  @Test
  @Timeout(60)
  void publishers_and_removers_of_directories_never_wait_in_a_circle() throws Exception {
    TreeLocks locks = new TreeLocks();
    List<ObjectKey> deep = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      deep.add(ObjectKey.of("a" + i % 53 + "/b" + i + "/c" + i % 7 + "/"));
    }
    // Not an executor that is closed: a failure must not wait for those who wait for each other.
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 12; t++) {
      Random random = new Random(t);
      boolean removes = t % 3 == 0;
      Runnable work =
          () -> {
            for (int i = 0; i < 30_000; i++) {
              ObjectKey key = deep.get(random.nextInt(deep.size()));
              try (Held _ = removes ? locks.removing(key) : locks.publishingIn(key)) {
                Thread.onSpinWait();
              }
            }
          };
      threads.add(Thread.ofPlatform().daemon().start(work));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).as("the threads end").isTrue();
    }
  }

  private static Conditions matches(String tag) {
    return new Conditions(List.of(tag), List.of(), null, null);
  }
}
