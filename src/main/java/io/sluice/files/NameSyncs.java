package io.sluice.files;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Syncs directories, once for all who changed names in the same one. A sync holds for what came
 * before it began: who comes while one is going on takes part in the next.
 *
 * <pre>
 *   A  rename, sync ==========
 *   B     rename . . . . . . . sync ==========
 *   C        rename . . . . . .  with B
 * </pre>
 */
final class NameSyncs {
  private final Map<StatCalls.Place, Line> lines = new HashMap<>();
  private final IntUnaryOperator fsync;

  NameSyncs() {
    this(DataCalls::sync);
  }

  /** With another fsync(2), of a descriptor's number. */
  NameSyncs(IntUnaryOperator fsync) {
    this.fsync = fsync;
  }

  /** Those who want one directory synced. */
  private static final class Line {
    final ReentrantLock turn = new ReentrantLock();
    int members;
    @Nullable Round next;
  }

  /** One sync, that begins when the one before it has ended. */
  private static final class Round {
    final CountDownLatch end = new CountDownLatch(1);
    volatile int result = -Errno.EIO.number();
  }

  /** What fsync(2) answers, for a sync that began after this was called. */
  int sync(Descriptor directory) throws FileFailure {
    StatCalls.Place place = StatCalls.place(directory.number(), directory.subject());
    Line line;
    Round round;
    boolean leads;
    synchronized (lines) {
      line = lines.computeIfAbsent(place, _ -> new Line());
      line.members++;
      Round next = line.next;
      leads = next == null;
      round = next == null ? new Round() : next;
      line.next = round;
    }
    try {
      if (leads) {
        lead(line, round, directory);
      } else {
        await(round);
      }
      return round.result;
    } finally {
      leave(place, line);
    }
  }

  private void lead(Line line, Round round, Descriptor directory) {
    line.turn.lock();
    try {
      synchronized (lines) {
        line.next = null; // From here on it is too late to join.
      }
      round.result = fsync.applyAsInt(directory.number());
    } finally {
      round.end.countDown();
      line.turn.unlock();
    }
  }

  /** How many wait for a sync, or do one. */
  int members() {
    synchronized (lines) {
      return lines.values().stream().mapToInt(line -> line.members).sum();
    }
  }

  private void leave(StatCalls.Place place, Line line) {
    synchronized (lines) {
      line.members--;
      if (line.members == 0) {
        lines.remove(place);
      }
    }
  }

  private static void await(Round round) {
    boolean interrupted = false;
    while (true) {
      try {
        round.end.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
