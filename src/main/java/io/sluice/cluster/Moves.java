package io.sluice.cluster;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last moves of volumes that this node made or saw, newest first. */
final class Moves {
  private static final int MOST = 200;

  private final InstantSource clock;
  private final Deque<Move> moves = new ArrayDeque<>();
  private final Map<String, Owner> serving = new HashMap<>();
  private long total;

  Moves(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(String volume, Move.Kind kind, Owner owner) {
    if (moves.size() == MOST) {
      moves.removeLast();
    }
    moves.addFirst(new Move(clock.instant(), volume, kind, owner.epoch(), owner.nodeId()));
    total++;
  }

  /** Compares who serves what with what was known before; says what others did. */
  synchronized void seen(Map<String, Owner> now, Set<String> members, String self) {
    now.forEach((volume, owner) -> {
      if (!owner.equals(serving.get(volume)) && !owner.nodeId().equals(self)) {
        add(volume, Move.Kind.GAINED, owner);
      }
    });
    serving.forEach((volume, owner) -> {
      if (!now.containsKey(volume) && !owner.nodeId().equals(self)) {
        boolean there = members.contains(owner.nodeId());
        add(volume, there ? Move.Kind.RELEASED : Move.Kind.GONE, owner);
      }
    });
    serving.clear();
    serving.putAll(now);
  }

  synchronized List<Move> latest() {
    return List.copyOf(moves);
  }

  synchronized long total() {
    return total;
  }
}
