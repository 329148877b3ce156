package io.sluice.files;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Syncs directories. A sync holds for what came before it began, so everybody's begins after their
 * own change.
 *
 * <p>On local file systems all sync at once. Their journals put that together by themselves, and
 * whoever asks right after a change waits for the very transaction that has it; who waits for
 * others first finds the directory in the next one.
 *
 * <p>Where each sync is a question to a server, those who changed names in one directory share: who
 * comes while a sync is going on takes part in the next.
 *
 * <pre>
 *   A  rename, sync ==========
 *   B     rename . . . . . . . sync ==========
 *   C        rename . . . . . .  with B
 * </pre>
 */
final class NameSyncs {
  private final Map<StatCalls.Place, Line> lines = new HashMap<>();
  private final boolean shares;
  private final IntUnaryOperator fsync;

  /**
   * @param shares whether those who come at the same time take one sync together
   */
  NameSyncs(boolean shares) {
    this(shares, DataCalls::sync);
  }

  /** With another fsync(2), of a descriptor's number. */
  NameSyncs(boolean shares, IntUnaryOperator fsync) {
    this.shares = shares;
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
    return shares ? shared(directory) : fsync.applyAsInt(directory.number());
  }

  private int shared(Descriptor directory) throws FileFailure {
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

  /** How many wait for a shared sync, or do one. */
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
