package io.sluice.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, one volume, its disk, the network and the clock, all driven by one seed on one thread. Any
 * call to the disk may take long: while it does, the others go on, so a node can be stopped at any
 * point between two calls.
 */
final class SimulatedCluster {
  static final String VOLUME = "v";
  static final long MILLI = 1_000_000L;
  private static final LeaseTerms TERMS = new LeaseTerms(2_000 * MILLI, 500 * MILLI);

  final Random random;
  final Disk disk = new Disk();
  final List<Node> nodes = new ArrayList<>();
  final List<String> story = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<Integer, Claim> claims = new HashMap<>();
  private long nowNanos;
  private long order;
  private int partitionOf;
  private boolean calm;
  int acknowledged;

  /** When two nodes could both prove that they own the volume, and which; null: never. */
  @Nullable String twoServe;

  private record Event(long atNanos, long order, Node node) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  SimulatedCluster(long seed, int size) {
    random = new Random(seed);
    for (int i = 0; i < size; i++) {
      Node node = new Node("n" + i);
      nodes.add(node);
      later(node, random.nextLong(500 * MILLI));
    }
  }

  /** What lies on the volume: the lease, the fence, and one object that counts. */
  static final class Disk {
    @Nullable Lease lease;
    final Set<Long> folders = new HashSet<>();
    int value;
  }

  /** Lets everything happen that happens within this time. */
  void run(long nanos) {
    long end = nowNanos + nanos;
    while (!events.isEmpty() && events.peek().atNanos() <= end) {
      Event event = events.poll();
      nowNanos = Math.max(nowNanos, event.atNanos());
      event.node().act();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /** Cuts the first nodes off from the others; 0 heals. */
  void partition(int first) {
    note("partition " + first);
    if (partitionOf == 0 && first != 0 && claims.containsKey(0)) {
      claims.put(1, claims.get(0));
    } else if (first == 0 && claims.containsKey(1) && random.nextBoolean()) {
      claims.put(0, claims.get(1)); // One side's map is thrown away when the two merge.
    }
    partitionOf = first;
  }

  /** From now on nobody is ever stopped. */
  void calmDown() {
    calm = true;
  }

  private int side(Node node) {
    return nodes.indexOf(node) < partitionOf ? 1 : 0;
  }

  private void later(Node node, long nanos) {
    events.add(new Event(nowNanos + nanos, order++, node));
  }

  void note(String what) {
    story.add(nowNanos / MILLI + " " + what);
  }

  final class Node implements Occupant, Leases, Claims {
    final String id;

    /** Its clock's rate against the true one, up to 5 % off. */
    private final double rate = 0.95 + random.nextDouble() / 10;

    private Seat seat;
    private @Nullable Tenancy serving;
    boolean dead;
    private boolean busy;
    private int lives;
    private long standsSince = -1;

    Node(String id) {
      this.id = id;
      seat = newSeat();
    }

    private Seat newSeat() {
      return new Seat(VOLUME, new Seat.Places(this, this, this), TERMS, this::nanoTime);
    }

    private long nanoTime() {
      return (long) (nowNanos * rate);
    }

    void crash() {
      note(id + " dies");
      dead = true;
      serving = null;
      lives++;
    }

    void restart() {
      if (!dead) {
        return;
      }
      note(id + " starts");
      dead = false;
      seat = newSeat();
    }

    void leave() {
      seat.leave();
    }

    boolean isServing() {
      Tenancy tenancy = serving;
      return !dead && tenancy != null && tenancy.isProven();
    }

    private void act() {
      if (!dead && !busy) {
        busy = true;
        try {
          seat.step(view());
          write();
        } catch (IOException e) {
          note(id + " fails: " + e.getMessage());
        } finally {
          busy = false;
        }
      }
      later(this, (200 + random.nextInt(300)) * MILLI);
    }

    private ClusterView view() {
      List<NodeRecord> seen = new ArrayList<>();
      for (Node node : nodes) {
        if (!node.dead && side(node) == side(this) && (node == this || !node.isMissed())) {
          seen.add(new NodeRecord(node.id, "1", "", node.seat.isLeaving(), List.of(VOLUME)));
        }
      }
      return new ClusterView(id, seen, seen.size() * 2 > nodes.size());
    }

    /** Whether the others think that it is gone, since it was silent for long. */
    private boolean isMissed() {
      return standsSince >= 0 && nowNanos - standsSince > 800 * MILLI;
    }

    /** As an owner publishes under a condition: look, prove, publish, prove, answer. */
    private void write() throws IOException {
      Tenancy mine = serving;
      if (mine == null) {
        return;
      }
      int before = disk.value;
      if (!mine.isProven()) {
        return;
      }
      dawdle();
      if (!disk.folders.contains(mine.epoch())) {
        note(id + " is fenced off in epoch " + mine.epoch());
        mine.doubt();
        return;
      }
      disk.value = before + 1;
      acknowledged++;
      note(id + " writes " + disk.value);
    }

    /** Others may act in between; seldom for long. */
    private void dawdle() throws IOException {
      int life = lives;
      int dice = calm ? 0 : random.nextInt(100);
      long nanos = dice < 90 ? random.nextLong(5 * MILLI) : 0;
      nanos = dice >= 90 && dice < 97 ? random.nextLong(900 * MILLI) : nanos;
      nanos = dice >= 97 ? random.nextLong(9_000 * MILLI) : nanos;
      if (nanos > 100 * MILLI) {
        note(id + " stands still for " + nanos / MILLI);
      }
      long outer = standsSince;
      standsSince = outer >= 0 ? outer : nowNanos;
      SimulatedCluster.this.run(nanos);
      standsSince = outer;
      if (lives != life) {
        throw new IOException("died meanwhile");
      }
    }

    @Override
    public void gained(Tenancy tenancy) {
      note(id + " gains " + tenancy.epoch());
      nodes.stream()
          .filter(node -> node != this && node.isServing())
          .forEach(node -> twoServe = "at " + nowNanos / MILLI + " " + node.id + " and " + id);
      if (!fence(tenancy)) {
        return;
      }
      serving = tenancy;
    }

    // Each folder is one step of the disk; the own one first, as the real one does.
    private boolean fence(Tenancy tenancy) {
      try {
        disk.folders.add(tenancy.epoch());
        for (long other : new TreeMap<>(Map.copyOf(asMap(disk.folders))).keySet()) {
          dawdle();
          if (other < tenancy.epoch()) {
            disk.folders.remove(other);
          }
        }
        return true;
      } catch (IOException died) {
        return false;
      }
    }

    private static Map<Long, Long> asMap(Set<Long> set) {
      Map<Long, Long> map = new HashMap<>();
      set.forEach(each -> map.put(each, each));
      return map;
    }

    @Override
    public CompletableFuture<Void> release(Tenancy tenancy) {
      note(id + " releases " + tenancy.epoch());
      serving = null;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void lost(Tenancy tenancy) {
      note(id + " loses " + tenancy.epoch());
      serving = null;
    }

    @Override
    public @Nullable Lease read(String volume) throws IOException {
      dawdle();
      Lease lease = disk.lease;
      dawdle();
      return lease;
    }

    @Override
    public void write(String volume, Lease lease) throws IOException {
      dawdle();
      disk.lease = lease;
      dawdle();
    }

    @Override
    public @Nullable Claim current(String volume) {
      return claims.get(side(this));
    }

    @Override
    public boolean claim(String volume, @Nullable Claim expected, Claim next) {
      Claim current = claims.get(side(this));
      if (expected == null ? current != null : !expected.equals(current)) {
        return false;
      }
      claims.put(side(this), next);
      return true;
    }
  }
}
