package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.NAME;
import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.md5;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RenameRaceTest extends WithOwnedVolume {
  private static final Conditions ABSENT =
      new Conditions(List.of(), List.of(Conditions.ANY), null, null);

  @Test
  @Timeout(120)
  void the_index_is_the_tree_after_many_changes_and_renames() throws Exception {
    Queue<Reason> surprises = new ConcurrentLinkedQueue<>();
    inThreads(
        16,
        random -> {
          for (int round = 0; round < 60; round++) {
            Reason refused = step(random);
            if (refused == Reason.INTERNAL_ERROR || refused == Reason.SERVICE_UNAVAILABLE) {
              surprises.add(refused);
            }
          }
        });
    assertThat(surprises).isEmpty();
    assertThat(files(at.keys())).isEqualTo(files(at.treeKeys()));
    assertThat(at.keys()).containsAll(at.treeKeys());
    for (String key : files(at.keys())) {
      assertThat(entry(key).tag().value()).as(key).isEqualTo(md5(at.content(key)));
    }
  }

  private @Nullable Reason step(Random random) throws IOException {
    String key = key(random);
    return switch (random.nextInt(8)) {
      case 0, 1 -> at.reason(at.put(key, bytes(random.nextInt(40), random.nextInt(9))));
      case 2 -> at.delete(key);
      case 3 -> at.keys().isEmpty() ? Reason.NO_SUCH_KEY : null;
      case 4 -> at.lookup(key).entry() == null ? Reason.NO_SUCH_KEY : null;
      case 5 -> rename(directory(random), directory(random), Conditions.NONE);
      case 6 -> rename(key, key(random), ABSENT);
      default -> rename(key, key(random), Conditions.NONE);
    };
  }

  private static String directory(Random random) {
    return "d"
        + random.nextInt(3)
        + "/"
        + (random.nextBoolean() ? "e" + random.nextInt(2) + "/" : "");
  }

  private static String key(Random random) {
    return directory(random) + random.nextInt(3);
  }

  @Test
  @Timeout(120)
  void an_object_that_is_renamed_to_and_fro_is_always_listed_once() throws Exception {
    at.put("a/x", bytes(10, 1));
    at.put("b/keep", bytes(10, 1));
    AtomicBoolean done = new AtomicBoolean();
    Queue<List<String>> wrong = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> lists = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        lists.add(
            threads.submit(() -> {
              while (!done.get()) {
                at.lookup("a/x");
                at.lookup("b/x");
              }
              return null;
            }));
      }
      for (int round = 0; round < 200; round++) {
        String from = round % 2 == 0 ? "a/x" : "b/x";
        String to = round % 2 == 0 ? "b/x" : "a/x";
        assertThat(rename(from, to, ABSENT)).as("round %s", round).isNull();
        if (!at.keys()
            .equals(round % 2 == 0 ? List.of("b/keep", "b/x") : List.of("a/x", "b/keep"))) {
          wrong.add(at.keys());
        }
      }
      done.set(true);
      for (Future<?> list : lists) {
        list.get();
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  @Timeout(120)
  void of_many_renames_to_one_free_key_one_wins() throws Exception {
    for (int i = 0; i < 16; i++) {
      at.put("source-" + i, bytes(i + 1, i));
    }
    List<Reason> refused = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<@Nullable Reason>> renames = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String source = "source-" + i;
        renames.add(threads.submit(() -> rename(source, "target", ABSENT)));
      }
      for (Future<@Nullable Reason> rename : renames) {
        Reason reason = rename.get();
        if (reason != null) {
          refused.add(reason);
        }
      }
    }
    assertThat(refused).hasSize(15).containsOnly(Reason.PRECONDITION_FAILED);
    assertThat(at.keys()).hasSize(16).contains("target").isEqualTo(at.treeKeys());
  }

  @Test
  @Timeout(120)
  void no_put_is_lost_to_the_rename_of_its_prefix() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    at.put("p/first", bytes(3, 3));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int writer = i;
        puts.add(
            threads.submit(() -> {
              for (int n = 0; !done.get() && n < 400; n++) {
                String name = "d" + n % 3 + "/w" + writer + "-" + n;
                if (at.put("p/" + name, bytes(5, n)) instanceof VolumeReply.Committed) {
                  acknowledged.add(name);
                }
              }
              return null;
            }));
      }
      for (int round = 0; round < 40; round++) {
        rename("p/", "moved-" + round + "/", ABSENT);
        at.keys();
      }
      done.set(true);
      for (Future<?> put : puts) {
        put.get();
      }
    }
    List<String> names =
        at.treeKeys().stream().map(key -> key.substring(key.indexOf('/') + 1)).toList();
    assertThat(names).containsAll(acknowledged);
    assertThat(at.keys()).isEqualTo(at.treeKeys());
  }

  private interface Work {
    void run(Random random) throws Exception;
  }

  private static void inThreads(int count, Work work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<?>> running =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(seed ->
                  threads.submit(() -> {
                    work.run(new Random(seed));
                    return seed;
                  }))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static List<String> files(List<String> keys) {
    return keys.stream().filter(key -> !key.endsWith("/")).toList();
  }

  private ObjectEntry entry(String key) {
    return Objects.requireNonNull(at.lookup(key).entry(), key);
  }

  private @Nullable Reason rename(String source, String target, Conditions conditions) {
    if (source.equals(target)) {
      return null;
    }
    return at.refused(
        new VolumeCommand.Rename(
            NAME, ObjectKey.of(source), ObjectKey.of(target), Conditions.NONE, conditions, null));
  }
}
