package io.sluice.cluster;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for one volume on one node: take it, hold it, let it go. One thread at a time calls
 * {@link #step}, every renewal interval or so; a step may block while the volume hangs, so each
 * volume needs a thread of its own.
 *
 * <pre>
 *            should own it, lease is free        still alone after one interval
 *     AWAY ------------------------> CLAIMING ---------------------> HOLDING
 *      ^  claim epoch+1, write lease    |                             |   |
 *      |<-------------------------------+  another wrote              |   |  another should own it,
 *      |                                                              |   |  or its epoch is doubted
 *      |<-------------------------------------------------------------+   v
 *      |        lease ran out, or another's epoch is in it            RELEASING
 *      +<------------------------------------------------------------------+
 *                              commands ended, lease "released"
 * </pre>
 *
 * <p>Why two never hold it at once: an owner relies on its lease for 0.9 of its length from
 * <em>before</em> it began to renew it; a taker waits 1.1 of its length from <em>after</em> it
 * first saw the last renewal. A renewal counts only when it was finished before anybody could have
 * taken the volume, so an owner that was stopped in the middle of one does not believe it. Two that
 * take at once both look again after one interval, longer than either may need from its look at the
 * lease to its own writing, and only the one that wrote last goes on.
 */
public final class Seat {
  private static final Logger log = LoggerFactory.getLogger(Seat.class);

  /** Between two claims of an owner that doubts its epoch: something may go on destroying it. */
  private static final long ANEW_NANOS = 10_000_000_000L;

  private enum State {
    AWAY,
    CLAIMING,
    HOLDING,
    RELEASING
  }

  private final String volume;
  private final Places places;
  private final LeaseTerms terms;
  private final LongSupplier nanoTime;
  private volatile State state = State.AWAY;
  private volatile @Nullable Tenancy tenancy;
  private @Nullable CompletableFuture<Void> releasing;
  private @Nullable Lease seen;
  private long seenNanos;
  private long newestEpoch;
  private long writtenNanos;
  private long serial;
  private long anewNanos;
  private volatile boolean leaving;

  /** What a seat decides about, and through. */
  public record Places(Claims claims, Leases leases, Occupant occupant) {}

  public Seat(String volume, Places places, LeaseTerms terms, LongSupplier nanoTime) {
    this.volume = volume;
    this.places = places;
    this.terms = terms;
    this.nanoTime = nanoTime;
    this.seenNanos = nanoTime.getAsLong();
    this.anewNanos = seenNanos - ANEW_NANOS;
  }

  /** Looks at the cluster and at the lease, and does what is due. */
  public void step(ClusterView view) throws IOException {
    long now = nanoTime.getAsLong();
    Tenancy held = tenancy;
    if (held != null && !held.isInTime()) {
      lose(held, "the lease ran out");
    }
    Lease lease = look();
    switch (state) {
      case AWAY -> takeIfDue(view, lease, now);
      case CLAIMING -> begin(view, lease, now);
      case HOLDING -> hold(view, lease, now);
      case RELEASING -> release(view, lease, now);
    }
  }

  /**
   * In how many nanoseconds time alone makes something due: another's lease is out, or a claim has
   * stood for long enough. {@link Long#MAX_VALUE}: nothing will be.
   */
  long dueNanos() {
    long now = nanoTime.getAsLong();
    long left =
        switch (state) {
          case AWAY -> terms.takersNanos() - (now - seenNanos);
          case CLAIMING -> terms.renewNanos() - (now - writtenNanos);
          case HOLDING, RELEASING -> 0;
        };
    return left > 0 ? left : Long.MAX_VALUE;
  }

  /** Calls something once a release that is under way has ended. */
  void whenReleased(Runnable next) {
    CompletableFuture<Void> ending = releasing;
    if (ending != null && !ending.isDone()) {
      CompletableFuture<Void> _ = ending.thenRun(next);
    }
  }

  /** Whether this node holds the volume, as far as it knows; for people, not for decisions. */
  public Optional<Tenancy> tenancy() {
    return Optional.ofNullable(tenancy);
  }

  private @Nullable Lease look() throws IOException {
    Lease lease = places.leases().read(volume);
    if (!Objects.equals(lease, seen)) {
      seen = lease;
      seenNanos = nanoTime.getAsLong(); // After reading: it may have been written just before.
    }
    newestEpoch = lease == null ? newestEpoch : Math.max(newestEpoch, lease.epoch());
    return lease;
  }

  private void takeIfDue(ClusterView view, @Nullable Lease lease, long now) throws IOException {
    boolean due = view.winner(volume).equals(Optional.of(view.self()));
    if (leaving || !due || !view.majority()) {
      return;
    }
    Claim last = places.claims().current(volume);
    if (!isFree(view, lease, last, now)) {
      return;
    }
    long epoch = Math.max(last == null ? 0 : last.epoch(), newestEpoch) + 1;
    if (places.claims().claim(volume, last, new Claim(view.self(), epoch))) {
      take(view.self(), epoch, now);
    }
  }

  private boolean isFree(ClusterView view, @Nullable Lease lease, @Nullable Claim last, long now) {
    if (now - seenNanos >= terms.takersNanos()) {
      return true;
    }
    if (lease == null) {
      return last == null && newestEpoch == 0; // Else a pod removed the file: its owner goes on.
    }
    // A sleeper that woke may have written over its successor's.
    boolean newest =
        lease.epoch() >= newestEpoch && (last == null || lease.epoch() >= last.epoch());
    return newest && (lease.released() || lease.nodeId().equals(view.self()));
  }

  private void take(String self, long epoch, long now) throws IOException {
    serial = 1;
    places.leases().write(volume, new Lease(self, epoch, serial, false));
    if (nanoTime.getAsLong() - now >= terms.renewNanos()) {
      return; // Too slow to know whether another wrote after we looked: from the beginning.
    }
    writtenNanos = now;
    tenancy = new Tenancy(volume, epoch, nanoTime, now + terms.ownersNanos());
    state = State.CLAIMING;
  }

  private void begin(ClusterView view, @Nullable Lease lease, long now) throws IOException {
    if (now - writtenNanos < terms.renewNanos()) {
      return;
    }
    if (keeps(view, lease, now)) {
      state = State.HOLDING;
      log.atInfo().addKeyValue("volume", volume).addKeyValue("epoch", mine().epoch()).log("gained");
      places.occupant().gained(mine());
    }
  }

  private void hold(ClusterView view, @Nullable Lease lease, long now) throws IOException {
    if (!keeps(view, lease, now)) {
      return;
    }
    Optional<String> winner = view.winner(volume);
    if (leaving || (winner.isPresent() && !winner.get().equals(view.self()))) {
      log.atInfo().addKeyValue("volume", volume).addKeyValue("to", winner).log("handing over");
      beginRelease();
    } else if (mine().isDoubted() && now - anewNanos >= ANEW_NANOS) {
      // Released, it is free, and this node takes it as any other would: with a new fence.
      log.atWarn()
          .addKeyValue("volume", volume)
          .addKeyValue("epoch", mine().epoch())
          .log("claiming anew: what this owner had on the volume is gone");
      anewNanos = now;
      beginRelease();
    }
  }

  private void beginRelease() {
    releasing = places.occupant().release(mine());
    state = State.RELEASING;
  }

  private void release(ClusterView view, @Nullable Lease lease, long now) throws IOException {
    CompletableFuture<Void> ending = releasing;
    if (ending == null || !ending.isDone()) {
      keeps(view, lease, now);
      return;
    }
    Tenancy ended = mine();
    boolean stillOurs = ended.isInTime() && lease != null && lease.isOf(view.self(), ended.epoch());
    leaveSeat(ended);
    if (stillOurs) {
      places.leases().write(volume, new Lease(view.self(), ended.epoch(), serial + 1, true));
    }
  }

  /** Renews the lease if it still is this node's; without a majority it is left to run out. */
  private boolean keeps(ClusterView view, @Nullable Lease lease, long now) throws IOException {
    Tenancy mine = mine();
    if (lease != null && !lease.isOf(view.self(), mine.epoch()) && isRival(lease, mine)) {
      lose(mine, "node " + lease.nodeId() + " took it in epoch " + lease.epoch());
      return false;
    }
    mine.suspend(!view.majority());
    if (!view.majority()) {
      return false;
    }
    serial++;
    places.leases().write(volume, new Lease(view.self(), mine.epoch(), serial, false));
    if (nanoTime.getAsLong() - writtenNanos >= terms.leaseNanos()) {
      lose(mine, "it was renewed too late");
      return false;
    }
    writtenNanos = now;
    mine.extend(now + terms.ownersNanos());
    return true;
  }

  // What a sleeper of an older epoch wrote when it woke says nothing: it is written over.
  private static boolean isRival(Lease lease, Tenancy mine) {
    return lease.epoch() >= mine.epoch();
  }

  private void lose(Tenancy held, String why) {
    boolean wasServing = state != State.CLAIMING;
    leaveSeat(held);
    if (wasServing) {
      log.atWarn()
          .addKeyValue("volume", volume)
          .addKeyValue("epoch", held.epoch())
          .log("lost: {}", why);
      places.occupant().lost(held);
    }
  }

  private void leaveSeat(Tenancy held) {
    held.end();
    tenancy = null;
    releasing = null;
    state = State.AWAY;
  }

  private Tenancy mine() {
    return Objects.requireNonNull(tenancy);
  }

  /** From now on hands the volume over and takes it no more. */
  public void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Whether this node neither holds nor claims the volume. */
  public boolean isAway() {
    return state == State.AWAY;
  }
}
