package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.QuietFile;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes one file after the other in the background. A long one is put aside every other slice, if
 * there are short ones to do.
 */
final class HashWorker implements BackgroundJob {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final Hashing hashing;
  private final HashTerms terms;
  private final HashQueue queue;
  private final HashFiles files;
  private final HashOutcomes outcomes;
  private final ShortHashes shorts;
  private final byte[] buffer = new byte[QuietFile.CHUNK_BYTES];
  private @Nullable FileHash current;
  private @Nullable FileHash aside;
  private boolean shortTurn;

  HashWorker(Hashing hashing) {
    this.hashing = hashing;
    this.terms = hashing.terms();
    this.queue = hashing.queue();
    this.files = hashing.files();
    this.outcomes = new HashOutcomes(hashing);
    this.shorts = new ShortHashes(hashing, outcomes);
  }

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public Duration slice() {
    if (!hashing.settings().hashes()) {
      putDown();
      return IDLE;
    }
    long begun = hashing.nanoTime();
    takeTurns();
    try {
      do {
        Duration wait = current == null ? next(begun) : step(current);
        if (!wait.isZero()) {
          return wait;
        }
      } while (hashing.nanoTime() - begun < terms.slice().toNanos());
      return Duration.ZERO;
    } catch (RuntimeException fault) {
      putDown();
      throw fault;
    }
  }

  private void takeTurns() {
    if (aside == null) {
      shortTurn = !shortTurn;
      if (!shortTurn || current == null || current.leftBytes() <= HashTerms.MIDDLE_BYTES) {
        return;
      }
    }
    FileHash next = aside;
    aside = current;
    current = next;
  }

  /** Short files, or the beginning of another; how long to wait when there is none. */
  private Duration next(long begunNanos) {
    List<ObjectKey> few = queue.takeShort(ShortHashes.MOST, shorts.longestBytes());
    if (!few.isEmpty()) {
      return shorts.hash(few, begunNanos + terms.slice().toNanos());
    }
    Duration rest = IDLE.compareTo(terms.rest()) < 0 ? IDLE : terms.rest();
    return begin() ? Duration.ZERO : rest;
  }

  /** Takes the next file up; false when there is none. */
  private boolean begin() {
    ObjectKey key = queue.take(aside != null);
    if (key == null) {
      current = aside;
      aside = null;
      return current != null;
    }
    ObjectEntry row = files.row(key);
    if (row == null) {
      queue.done(key);
      return true;
    }
    FileIdentity identity = row.identity();
    if (!hashing.ages().isSettled(identity, queue.seenNanos(key, identity))) {
      queue.later(key, identity, terms.changing());
      return true;
    }
    try {
      open(row);
    } catch (FileFailure failure) {
      outcomes.fail(key, failure);
    }
    return true;
  }

  private void open(ObjectEntry row) throws FileFailure {
    FileHash hash = files.open(row);
    if (hash == null) {
      outcomes.outdated(row);
      return;
    }
    hashing.counters().open(row.key());
    current = hash;
  }

  /** One piece of a file, or its end. */
  private Duration step(FileHash hash) {
    ObjectKey key = hash.entry().key();
    try {
      if (hash.leftBytes() == 0) {
        conclude(hash);
        return Duration.ZERO;
      }
      int piece = hashing.rate().pieceBytes((int) Math.min(buffer.length, hash.leftBytes()));
      Duration wait = hashing.rate().take(piece);
      if (wait.isZero()) {
        read(hash, piece);
      }
      return wait;
    } catch (FileFailure failure) {
      close(hash);
      outcomes.fail(key, failure);
      return Duration.ZERO;
    }
  }

  private void read(FileHash hash, int piece) throws FileFailure {
    int read = hash.read(buffer, piece);
    hashing.counters().read(read);
    if (read == 0) {
      changed(hash);
    } else if (hash.isResumable() && hash.unnotedBytes() >= terms.checkpointBytes()) {
      if (hash.isUnchanged()) {
        files.keep(hash);
      } else {
        changed(hash);
      }
    }
  }

  private void conclude(FileHash hash) throws FileFailure {
    ObjectEntry result = files.conclude(hash);
    if (result == null) {
      changed(hash);
      return;
    }
    close(hash);
    outcomes.learned(hash.entry(), result);
  }

  private void changed(FileHash hash) throws FileFailure {
    ObjectKey key = hash.entry().key();
    close(hash);
    outcomes.changed(key);
  }

  private void close(FileHash hash) {
    hashing.counters().close(hash.entry().key());
    hash.close();
    if (hash == current) {
      current = null;
    }
  }

  /** Lets go of what is being read; how far it was goes into the index. */
  void putDown() {
    for (FileHash hash = current; hash != null; hash = current) {
      if (hash.isResumable() && hash.leftBytes() > 0) {
        files.keep(hash);
      }
      close(hash);
      queue.giveBack(hash.entry().key(), hash.entry().identity().sizeBytes());
      current = aside;
      aside = null;
    }
  }
}
