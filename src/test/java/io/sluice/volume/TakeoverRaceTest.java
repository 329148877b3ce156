package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileStatus;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers go on while a volume changes hands under them, again and again; each former owner stops
 * dead in some proof and wakes when its successor serves. Every key has one writer, who counts up:
 * so whatever was acknowledged must be there, and never anything older.
 */
class TakeoverRaceTest {
  private static final int OWNERS = 6;
  private static final int WRITERS = 3;

  @TempDir Path temp;
  private final AtomicReference<OwnedFixture> current = new AtomicReference<>();
  private final ConcurrentHashMap<String, Long> acknowledged = new ConcurrentHashMap<>();
  private volatile boolean over;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothing_acknowledged_is_lost_or_undone(long seed) throws Exception {
    Random random = new Random(seed);
    List<OwnedFixture> owners = new ArrayList<>();
    List<HeldTenure> tenures = new ArrayList<>();
    take(owners, tenures);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String key = "d/k" + i;
        long own = random.nextLong();
        writers.add(threads.submit(() -> write(key, new Random(own))));
      }
      for (int i = 1; i < OWNERS; i++) {
        HeldTenure former = tenures.getLast();
        former.sleepAfter(random.nextInt(60));
        former.awaitSleep();
        take(owners, tenures);
        former.lose();
      }
      over = true;
      for (Future<?> writer : writers) {
        writer.get(30, TimeUnit.SECONDS);
      }
    }
    for (var entry : acknowledged.entrySet()) {
      long there = ByteBuffer.wrap(current.get().content(entry.getKey())).getLong();
      assertThat(there).as("seed %d, %s", seed, entry.getKey()).isEqualTo(entry.getValue());
    }
    owners.forEach(OwnedFixture::close);
  }

  private void take(List<OwnedFixture> owners, List<HeldTenure> tenures) throws Exception {
    var tenure = new HeldTenure(tenures.size() + 1L);
    tenures.add(tenure);
    Path data = Files.createDirectories(temp.resolve("node" + tenures.size()));
    owners.add(new OwnedFixture(data, temp.resolve("tree"), tenure));
    current.set(owners.getLast());
  }

  /** As a gateway does: one write after another, each asked for again until it is answered. */
  private Void write(String key, Random random) throws Exception {
    for (long number = 1; !over; number++) {
      if (random.nextInt(5) == 0) {
        delete(key);
      }
      byte[] content = ByteBuffer.allocate(100).putLong(number).array();
      VolumeCommand<?> commit = current.get().commit(key, content, Conditions.NONE, 0);
      assertThat(untilAnswered(commit)).isInstanceOf(VolumeReply.Committed.class);
      acknowledged.put(key, number);
      long there = ByteBuffer.wrap(current.get().content(key)).getLong();
      assertThat(there).as(key).isEqualTo(number);
    }
    return null;
  }

  private void delete(String key) throws Exception {
    FileStatus seen = current.get().root.status(ObjectKey.of(key));
    var target =
        new VolumeCommand.Delete.Target(
            ObjectKey.of(key), Conditions.NONE, seen == null ? null : seen.identity());
    VolumeReply reply = untilAnswered(new VolumeCommand.Delete("v", List.of(target)));
    assertThat(((VolumeReply.Deleted) reply).outcomes().getFirst()).isEmpty();
    assertThat(Files.exists(current.get().tree.resolve(key))).isFalse();
  }

  private VolumeReply untilAnswered(VolumeCommand<?> command) {
    VolumeCommand<?> asked = command;
    while (true) {
      VolumeReply reply = current.get().ask(asked);
      if (!(reply instanceof VolumeReply.NotOwner)) {
        return reply;
      }
      asked = command.asRepeated();
      Thread.onSpinWait();
    }
  }
}
