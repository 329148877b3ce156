package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What becomes of files that were taken from the queue. */
final class HashOutcomes {
  private static final Logger log = LoggerFactory.getLogger(HashOutcomes.class);

  private final Hashing hashing;
  private final HashTerms terms;
  private final HashQueue queue;

  HashOutcomes(Hashing hashing) {
    this.hashing = hashing;
    this.terms = hashing.terms();
    this.queue = hashing.queue();
  }

  /** Its row is written. */
  void learned(ObjectEntry before, ObjectEntry result) {
    if (result.claim() == null) {
      // A multipart tag was not confirmed: now for the whole.
      queue.giveBack(result.key(), result.identity().sizeBytes());
    } else {
      queue.done(result.key());
      hashing.counters().hash(before.doubted() != null);
    }
  }

  /** The row is out of date. What comes in its place is found like any other. */
  void outdated(ObjectEntry row) throws FileFailure {
    ObjectEntry now = hashing.freshener().current(row.key());
    if (now != null && now.claim() != null) {
      queue.done(row.key()); // S3 wrote it.
    } else {
      queue.later(row.key(), null, terms.changing());
    }
  }

  /** The file or its row changed meanwhile. */
  void changed(ObjectKey key) throws FileFailure {
    hashing.counters().change();
    ObjectEntry now = hashing.freshener().current(key);
    queue.later(key, now == null ? null : now.identity(), terms.changing());
  }

  /** It can't be read. */
  void fail(ObjectKey key, FileFailure failure) {
    if (Absence.is(failure.errno())) {
      queue.done(key);
      return;
    }
    hashing.counters().fault();
    queue.later(key, null, terms.failing());
    log.atLevel(Absence.isDenial(failure.errno()) ? Level.DEBUG : Level.WARN)
        .addKeyValue("key", key)
        .addKeyValue("errno", failure.errno())
        .log("a file could not be hashed; trying again later");
  }
}
