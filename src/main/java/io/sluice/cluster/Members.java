package io.sluice.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The members there are, as far as their greeting is in order, and what they announced last.
 * Looking is in memory: it goes on while Hazelcast hangs.
 */
final class Members {
  private final HazelcastInstance hazelcast;
  private final Greeting.Shared shared;
  private final int expected;
  private final Moves moves;
  private final ConcurrentHashMap<UUID, Announcement> announced = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Copies copies = new Copies();
  private volatile Announcement own;
  private volatile State state;

  /** What was computed at the last change. */
  private record State(ClusterView view, Map<String, Owner> owners) {}

  /** What a cluster's members share, and how many there should be, 0 when that does not matter. */
  record Terms(Greeting.Shared shared, int expected) {}

  Members(HazelcastInstance hazelcast, Terms terms, Moves moves, Announcement own) {
    this.hazelcast = hazelcast;
    this.shared = terms.shared();
    this.expected = terms.expected();
    this.moves = moves;
    this.own = own;
    this.state = new State(new ClusterView(own.node().id(), List.of(own.node()), false), Map.of());
  }

  /** Calls something after each change, on a thread that it must not block. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  ClusterView view() {
    return state.view();
  }

  /** Who answers a volume's commands now. */
  Optional<Owner> owner(String volume) {
    return Optional.ofNullable(state.owners().get(volume));
  }

  Map<String, Owner> owners() {
    return state.owners();
  }

  Announcement own() {
    return own;
  }

  void own(Announcement announcement) {
    own = announcement;
    look();
  }

  void announced(UUID member, @Nullable Announcement announcement) {
    if (announcement == null) {
      announced.remove(member);
    } else {
      announced.put(member, announcement);
    }
    look();
  }

  /**
   * Forgets a member that left.
   *
   * @return whether it was a node, and not the copy of one
   */
  boolean gone(UUID member) {
    boolean copy = copies.gone(member);
    announced(member, null);
    return !copy;
  }

  /** Looks at the members and announcements again. */
  void look() {
    State before = state;
    State now = compute();
    if (now.equals(before)) {
      return;
    }
    Set<String> ids = new HashSet<>();
    now.view().nodes().forEach(node -> ids.add(node.id()));
    moves.seen(now.owners(), ids, own.node().id());
    state = now;
    listeners.forEach(Runnable::run);
  }

  private State compute() {
    Map<String, Owner> owners = new HashMap<>();
    List<NodeRecord> nodes = new ArrayList<>();
    for (Copies.Joined joined : copies.without(proven())) {
      Announcement said = said(joined);
      nodes.add(said.node());
      said.serving()
          .forEach((volume, epoch) ->
              owners.merge(volume, new Owner(joined.greeting().nodeId(), epoch), Members::newer));
    }
    boolean majority = !nodes.isEmpty() && (expected == 0 || nodes.size() * 2 > expected);
    return new State(new ClusterView(own.node().id(), nodes, majority), Map.copyOf(owners));
  }

  private List<Copies.Joined> proven() {
    List<Copies.Joined> proven = new ArrayList<>();
    for (Member member : live()) {
      Greeting greeting = Greeting.from(member.getAttributes());
      if (greeting.isProven(shared)) {
        proven.add(new Copies.Joined(member.getUuid(), greeting));
      }
    }
    return proven;
  }

  private Announcement said(Copies.Joined joined) {
    Greeting greeting = joined.greeting();
    if (greeting.nodeId().equals(own.node().id())) {
      return own;
    }
    Announcement said = announced.get(joined.member());
    return said != null
        ? said
        : new Announcement(
            new NodeRecord(greeting.nodeId(), greeting.version(), "", false, List.of()), Map.of());
  }

  private static Owner newer(Owner one, Owner two) {
    return one.epoch() >= two.epoch() ? one : two;
  }

  private Set<Member> live() {
    try {
      return hazelcast.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException e) {
      return Set.of();
    }
  }
}
