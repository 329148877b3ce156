package io.sluice.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The seats of this node, each with a thread of its own, so that a volume that hangs blocks no
 * other. A volume whose seat made no step for as long as a lease lasts is announced as not mounted:
 * another node takes it, until it answers here again.
 */
public final class Seats implements AutoCloseable {
  private static final long UNFIT_NANOS = 30_000_000_000L;

  private final ClusterNode node;
  private final ClusterNode.Sources sources;
  private final LeaseTerms terms;
  private final ConcurrentHashMap<String, SeatThread> seats = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Long> serving = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Long> unfit = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch;

  public Seats(ClusterNode node, ClusterNode.Sources sources) {
    this.node = node;
    this.sources = sources;
    this.terms = node.terms();
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("seats").factory());
    node.listen(() -> seats.values().forEach(SeatThread::wake));
    ScheduledFuture<?> _ =
        watch.scheduleWithFixedDelay(
            this::announce, terms.renewNanos(), terms.renewNanos(), TimeUnit.NANOSECONDS);
  }

  /** Begins to strive for a volume that is mounted here. */
  public void add(String volume, Leases leases, Occupant occupant) {
    var places = new Seat.Places(node.claims(), leases, occupant);
    Seat seat = new Seat(volume, places, terms, sources.nanoTime());
    SeatThread thread =
        new SeatThread(volume, seat, node::view, new SeatThread.Pace(sources, terms));
    seats.put(volume, thread);
    thread.start(this::announce);
  }

  /**
   * Hands a volume over, and strives for it no more.
   *
   * @return done when this node does not hold it
   */
  public CompletableFuture<Void> remove(String volume) {
    SeatThread thread = seats.get(volume);
    if (thread == null) {
      return CompletableFuture.completedFuture(null);
    }
    return thread
        .leave()
        .thenRun(() -> {
          seats.remove(volume, thread);
          unfit.remove(volume);
          announce();
        });
  }

  /** Hands those volumes over that another node can take; the others are needed to the end. */
  public CompletableFuture<Void> handOver() {
    ClusterView view = node.view();
    return CompletableFuture.allOf(
        seats.keySet().stream()
            .filter(volume -> hasHeir(view, volume))
            .map(this::remove)
            .toArray(CompletableFuture<?>[]::new));
  }

  private static boolean hasHeir(ClusterView view, String volume) {
    return view.nodes().stream()
        .anyMatch(other -> !other.id().equals(view.self()) && other.mayOwn(volume));
  }

  /** A volume can't be served here now: another node had better take it, for a while. */
  public void unfit(String volume) {
    unfit.put(volume, sources.nanoTime().getAsLong());
    announce();
  }

  private boolean isFit(String volume, long now) {
    Long since = unfit.get(volume);
    return since == null || now - since > UNFIT_NANOS;
  }

  /** Commands to a volume are answered here from now on. */
  public void serves(Tenancy tenancy) {
    unfit.remove(tenancy.volume());
    serving.put(tenancy.volume(), tenancy.epoch());
    announce();
  }

  /** They are no more. */
  public void servesNoMore(Tenancy tenancy) {
    serving.remove(tenancy.volume(), tenancy.epoch());
    announce();
  }

  /** Looks which volumes answer, and lets the others know. */
  private synchronized void announce() {
    long now = sources.nanoTime().getAsLong();
    Set<String> mounted = new TreeSet<>();
    seats.forEach((volume, thread) -> {
      if (thread.answers(now) && isFit(volume, now)) {
        mounted.add(volume);
      }
    });
    Map<String, Long> served = new HashMap<>(serving);
    served.keySet().retainAll(mounted);
    node.announceVolumes(new Announcement.Volumes(mounted, served));
  }

  /** Volumes whose file system has not answered for the length of a lease. */
  public Set<String> hanging() {
    long now = sources.nanoTime().getAsLong();
    Set<String> hanging = new TreeSet<>();
    seats.forEach((volume, thread) -> {
      if (!thread.answers(now)) {
        hanging.add(volume);
      }
    });
    return hanging;
  }

  /** Whether this node mounts a volume whose file system has not answered for that long. */
  public boolean hangs(String volume) {
    SeatThread seat = seats.get(volume);
    return seat != null && !seat.answers(sources.nanoTime().getAsLong());
  }

  /** Ends the threads, whatever they hold. */
  @Override
  public void close() {
    watch.shutdown();
    seats.values().forEach(SeatThread::stop);
  }
}
