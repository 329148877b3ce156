package io.sluice.files;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Syncs names. A sync holds for what came before it began, so everybody's begins after their own
 * change.
 *
 * <p>On local file systems all sync their directory at once. Their journals put that together by
 * themselves, and whoever asks right after a change waits for the very transaction that has it; who
 * waits for others first finds the directory in the next one.
 *
 * <p>Where each sync is a question to a server, those who changed names in one directory share: who
 * comes while a sync is going on takes part in the next.
 *
 * <pre>
 *   A  rename, sync ==========
 *   B     rename . . . . . . . sync ==========
 *   C        rename . . . . . .  with B
 * </pre>
 *
 * <p>A new file and its name are two syncs, and two turns of the journal, one after the other.
 * Where the journal keeps its order one is enough, and that for all files that have their names by
 * then: the content is written out before the rename, and the folder they came out of is synced
 * after it ({@link PublishSync}).
 */
final class NameSyncs {
  private final Map<StatCalls.Place, Line> lines = new HashMap<>();
  private final Way way;
  private final Calls calls;

  /** How names get to the disk. */
  enum Way {
    /** Each syncs the directory alone. */
    EACH,

    /** Those who come at the same time take one sync of the directory together. */
    SHARED,

    /** As EACH; but one sync keeps all short files before it ({@link JournalOrder}). */
    IN_ORDER
  }

  /**
   * The calls that do it, of a descriptor's number; all answer {@code -errno} on failure.
   *
   * @param sync fsync(2)
   * @param startOut begins to write content, without the journal
   * @param writeOut writes what is left and waits for all
   */
  record Calls(IntUnaryOperator sync, IntUnaryOperator startOut, IntUnaryOperator writeOut) {
    static final Calls KERNEL = syncing(DataCalls::sync);

    static Calls syncing(IntUnaryOperator sync) {
      return new Calls(sync, WriteOut::start, WriteOut::all);
    }
  }

  NameSyncs(Way way) {
    this(way, Calls.KERNEL);
  }

  NameSyncs(Way way, Calls calls) {
    this.way = way;
    this.calls = calls;
  }

  /** Whether a sync keeps all changes before it, so that short files need none of their own. */
  boolean isInOrder() {
    return way == Way.IN_ORDER;
  }

  /** Begins to write the content of a file that has no name yet. */
  int startOut(Descriptor file) {
    return calls.startOut.applyAsInt(file.number());
  }

  /** Ends that, so that whatever the journal writes from now on comes after the content. */
  int writeOut(Descriptor file) {
    return calls.writeOut.applyAsInt(file.number());
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
    return way == Way.SHARED ? shared(directory) : calls.sync.applyAsInt(directory.number());
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
      round.result = calls.sync.applyAsInt(directory.number());
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
