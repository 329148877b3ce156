package io.sluice.volume;

import io.sluice.index.FaultHandler;
import io.sluice.index.IndexFailure;
import io.sluice.index.IndexFaultException;
import io.sluice.index.Successor;
import io.sluice.index.VolumeIndex;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts other stores in the place of the index's while commands go on. The volume is the truth, so
 * an empty store is always right; the directories that are asked for are read into it.
 *
 * <pre>
 *   asked to                 an empty store on the disk
 *   damaged                  the same; damaged again within a minute: one in memory
 *   its disk fails, or full  one in memory; the store on the disk is put away, and comes back
 *                            when the disk can be written again
 *   too much in memory       an empty one in memory
 * </pre>
 *
 * <p>A store that comes back knows nothing of what happened meanwhile, just as after a power cut:
 * identities of directories and files tell. Where what S3 stores leaves no trace in them, on
 * volumes with sidecars, it does not come back.
 */
final class IndexRenewal implements FaultHandler {
  private static final Logger log = LoggerFactory.getLogger(IndexRenewal.class);
  private static final Duration DAMAGED_AGAIN = Duration.ofMinutes(1);
  private static final Duration DISK_TRIED = Duration.ofSeconds(10);

  private final Terms terms;
  private final VolumeIndex index;
  private final RowGuard guard;
  private final UploadRecovery uploads;
  private final AtomicLong renewals = new AtomicLong();
  private final AtomicBoolean wantsRestore = new AtomicBoolean();
  private volatile @Nullable String trouble;
  private volatile @Nullable Long damagedAtNanos;
  private volatile @Nullable Long triedAtNanos;

  /**
   * What is known of the volume.
   *
   * @param rootInode that of the tree
   * @param tellsAll whether all that S3 changes shows in identities
   * @param memoryBytes the most bytes that are written to one store in memory
   */
  record Terms(
      String volume, long rootInode, boolean tellsAll, long memoryBytes, LongSupplier nanoTime) {}

  IndexRenewal(Terms terms, VolumeIndex index, RowGuard guard, UploadRecovery uploads) {
    this.terms = terms;
    this.index = index;
    this.guard = guard;
    this.uploads = uploads;
  }

  /** Why the index is not on its disk, null when it is. */
  @Nullable String trouble() {
    return trouble;
  }

  /** How many stores took the place of another. */
  long renewals() {
    return renewals.get();
  }

  /** Whether the store began empty although a backup may know more. */
  boolean wantsRestore() {
    return wantsRestore.get();
  }

  /** The index was not there, or of no use. */
  void beganEmpty() {
    wantsRestore.set(terms.tellsAll());
  }

  /** There is no backup that can be used. */
  void restoreIsOver() {
    wantsRestore.set(false);
  }

  /**
   * Goes on with a store from a backup.
   *
   * @param generation the store that is in use unless it was renewed meanwhile, for a reason
   */
  void restored(Successor next, long generation) {
    guard.still(() -> {
      if (index.generation() == generation && wantsRestore.get()) {
        replaceBy(next, false);
        wantsRestore.set(false);
        log.atWarn().addKeyValue("volume", terms.volume()).log("the index is restored");
      }
    });
  }

  /** Begins with a store in memory, because the disk could not be used. */
  void beganInMemory(IndexFailure why) {
    inTrouble(why);
  }

  /**
   * Makes the index anew, empty; what is asked for is read again.
   *
   * @throws IndexFailure when the disk can't be used; then all stays as it was
   */
  void rebuild() throws IndexFailure {
    try (Successor next = index.fresh()) {
      guard.still(() -> replaceBy(next, false));
      wantsRestore.set(false);
    } catch (IndexFaultException fault) {
      throw new IndexFailure(fault.kind(), String.valueOf(fault.getMessage()), fault);
    }
    onDisk("the index is being made anew, as was asked for");
  }

  @Override
  public void failed(long generation, IndexFaultException fault) {
    guard.still(() -> {
      if (index.generation() == generation) {
        renew(fault);
      }
    });
  }

  /** Under the guard. */
  private void renew(IndexFaultException fault) {
    boolean damaged = fault.kind() == IndexFailure.Kind.DAMAGED;
    if (damaged && !index.isInMemory() && !isDamagedAgain() && isMadeAnew(fault)) {
      return;
    }
    boolean puttingAway = !damaged && terms.tellsAll();
    try (Successor next = index.inMemory()) {
      replaceBy(next, puttingAway);
      inTrouble(fault);
    } catch (IndexFailure | IndexFaultException failure) {
      fault.addSuppressed(failure);
      throw fault;
    }
  }

  private boolean isMadeAnew(IndexFaultException fault) {
    damagedAtNanos = terms.nanoTime().getAsLong();
    try (Successor next = index.fresh()) {
      replaceBy(next, false);
      wantsRestore.set(terms.tellsAll());
      log.atError()
          .addKeyValue("volume", terms.volume())
          .setCause(fault)
          .log("the index is damaged: it is being made anew from the volume");
      return true;
    } catch (IndexFailure | IndexFaultException failure) {
      fault.addSuppressed(failure);
      return false;
    }
  }

  private boolean isDamagedAgain() {
    return isWithin(DAMAGED_AGAIN, damagedAtNanos);
  }

  private boolean isWithin(Duration time, @Nullable Long sinceNanos) {
    return sinceNanos != null && terms.nanoTime().getAsLong() - sinceNanos < time.toNanos();
  }

  private void replaceBy(Successor next, boolean putAway) {
    index.replaceBy(next, terms.rootInode(), uploads::refill, putAway);
    renewals.incrementAndGet();
  }

  /** Keeps what lies in memory within its bound. Cheap; to be called often. */
  void bound() {
    if (index.isInMemory() && index.writtenBytes() > terms.memoryBytes()) {
      long full = index.generation();
      try (Successor next = index.inMemory()) {
        guard.still(() -> {
          if (index.generation() == full) {
            replaceBy(next, false);
          }
        });
      } catch (IndexFailure failure) {
        log.atWarn().addKeyValue("volume", terms.volume()).setCause(failure).log("no other store");
      }
    }
  }

  /** Goes back to the disk if it can be used again; tries that now and then. */
  void tend() {
    if (index.isInMemory() && !isWithin(DISK_TRIED, triedAtNanos)) {
      triedAtNanos = terms.nanoTime().getAsLong();
      if (index.hasRoom()) {
        returnToDisk();
      }
    }
  }

  private void returnToDisk() {
    try (Successor next = successor()) {
      guard.still(() -> replaceBy(next, false));
      onDisk("the index is back on its disk");
    } catch (IndexFailure | IndexFaultException failure) {
      log.atDebug()
          .addKeyValue("volume", terms.volume())
          .setCause(failure)
          .log("the index stays in memory");
    }
  }

  private Successor successor() throws IndexFailure {
    if (terms.tellsAll()) {
      try {
        Successor kept = index.putAway();
        if (kept != null && kept.belongsTo(terms.rootInode())) {
          return kept;
        }
        if (kept != null) {
          kept.close();
        }
      } catch (IndexFailure failure) {
        if (failure.kind() != IndexFailure.Kind.DAMAGED) {
          throw failure;
        }
        log.atWarn()
            .addKeyValue("volume", terms.volume())
            .setCause(failure)
            .log("the index that was put away is damaged");
      }
    }
    return index.fresh();
  }

  private void inTrouble(Exception why) {
    trouble = "the index is held in memory until its disk can be written: " + why.getMessage();
    triedAtNanos = terms.nanoTime().getAsLong();
    log.atError().addKeyValue("volume", terms.volume()).setCause(why).log(trouble);
  }

  private void onDisk(String what) {
    trouble = null;
    log.atWarn().addKeyValue("volume", terms.volume()).log(what);
  }
}
