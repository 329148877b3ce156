package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.QuietFile;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.KeyRules;
import io.sluice.model.ListPage;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns version tags into MD5s: ahead of clients in the background, and of short files while a
 * client waits for the answer to a HEAD or GET. Listings never wait for it.
 *
 * <pre>
 *   listings, HEAD, GET -> shown keys --+
 *   rows without a claim, small first --+-> HashQueue -> HashWorker -> FileHash -> RowGuard -> row
 *   files that changed, or failed ------+       ^              |
 *                                               +-- later -----+
 * </pre>
 */
final class Hashing implements AutoCloseable {
  private final Freshener freshener;
  private final VolumeIndex index;
  private final HashTerms terms;
  private final Listing.Clocks clocks;
  private final HashAges ages;
  private final HashFiles files;
  private final HashQueue queue;
  private final HashCounters counters;
  private final Semaphore atOnce;
  private final List<HashWorker> workers = new ArrayList<>();
  private volatile HashSettings settings = HashSettings.OFF;
  private volatile ByteRate rate;
  private volatile BooleanSupplier headStart = () -> false;
  private @Nullable BackgroundJobs jobs;

  /** What hashing reads and writes. */
  record Parts(VolumeRoot root, VolumeIndex index, Freshener freshener, RowGuard guard) {}

  Hashing(Parts parts, HashTerms terms, Listing.Clocks clocks) {
    this.freshener = parts.freshener();
    this.index = parts.index();
    this.terms = terms;
    this.clocks = clocks;
    this.ages = new HashAges(terms, clocks.wall());
    this.files = new HashFiles(parts.root(), parts.index(), parts.guard(), terms.resumableBytes());
    this.queue =
        new HashQueue(
            parts.index(),
            new HashQueue.Rows(parts.guard()::unhashedWrites, () -> headStart.getAsBoolean()),
            clocks.nanoTime(),
            terms.rest());
    this.counters = new HashCounters(clocks.nanoTime());
    this.atOnce = new Semaphore(terms.mostAtOnce());
    this.rate = new ByteRate(Long.MAX_VALUE, clocks.nanoTime());
  }

  /** Begins to hash in the background. Until {@link #retune} nothing is read. */
  synchronized void start(String volume, HashShare share) {
    rate = share.rate();
    files.dropStaleNotes();
    BackgroundJobs started = new BackgroundJobs(volume, share.threads());
    jobs = started;
    for (int i = 0; i < share.files(); i++) {
      HashWorker worker = new HashWorker(this);
      workers.add(worker);
      started.start(worker);
    }
  }

  /** While this holds, only what clients were shown is hashed: the rest would slow others down. */
  void defer(BooleanSupplier others) {
    headStart = others;
  }

  /** From now on, this is hashed. */
  void retune(HashSettings changed) {
    settings = changed;
  }

  /** The object of this key, hashed if that can be done while its client waits. */
  @Nullable ObjectEntry current(ObjectKey key) throws FileFailure {
    ObjectEntry entry = freshener.current(key);
    HashSettings now = settings;
    if (entry == null || entry.claim() != null || key.isDirectory() || !now.hashes()) {
      return entry;
    }
    long sizeBytes = entry.identity().sizeBytes();
    queue.show(key, sizeBytes);
    if (sizeBytes > now.atOnceBytes() || ages.isRacy(entry.identity()) || !atOnce.tryAcquire()) {
      return entry;
    }
    try {
      return rate.take(sizeBytes).isZero() ? hashed(entry) : entry;
    } finally {
      atOnce.release();
    }
  }

  /** What the index remembers of a file that needs no hashing; null when it can't tell at once. */
  @Nullable ObjectEntry remembered(ObjectKey key) {
    if (key.isDirectory() || KeyRules.refusal(key) != null) {
      return null;
    }
    ObjectEntry row = index.objectNow(key);
    return row != null && (row.claim() != null || !settings.hashes()) ? row : null;
  }

  private ObjectEntry hashed(ObjectEntry entry) {
    try (FileHash hash = files.open(entry)) {
      if (hash == null) {
        return entry;
      }
      counters.open(entry.key());
      byte[] buffer =
          new byte[(int) Math.min(QuietFile.CHUNK_BYTES, Math.max(1, hash.leftBytes()))];
      while (hash.leftBytes() > 0) {
        int read = hash.read(buffer, buffer.length);
        if (read == 0) {
          return entry;
        }
        counters.read(read);
      }
      ObjectEntry result = files.conclude(hash);
      if (result == null || result.claim() == null) {
        return entry;
      }
      counters.hash(entry.doubted() != null);
      return result;
    } catch (FileFailure failure) {
      return entry; // What can't be read keeps its version tag; the background counts it.
    } finally {
      counters.close(entry.key());
    }
  }

  /** A client gets this page: what is on it should have MD5s soon. */
  void shown(ListPage page) {
    if (!settings.hashes()) {
      return;
    }
    page.objects().stream()
        .filter(object -> object.tag().isVersion() && !object.key().isDirectory())
        .forEach(object -> queue.show(object.key(), object.identity().sizeBytes()));
  }

  HashProgress progress() {
    return counters.progress(settings.hashes(), index.usage(ObjectKey.ROOT), queue.waiting());
  }

  HashSettings settings() {
    return settings;
  }

  HashTerms terms() {
    return terms;
  }

  HashAges ages() {
    return ages;
  }

  HashQueue queue() {
    return queue;
  }

  HashFiles files() {
    return files;
  }

  HashCounters counters() {
    return counters;
  }

  Freshener freshener() {
    return freshener;
  }

  ByteRate rate() {
    return rate;
  }

  long nanoTime() {
    return clocks.nanoTime().getAsLong();
  }

  /** Stops; how far long files were hashed is kept. */
  @Override
  public synchronized void close() {
    if (jobs != null) {
      jobs.close();
      workers.forEach(HashWorker::putDown);
      workers.clear();
      jobs = null;
    }
  }
}
