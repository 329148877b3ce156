package io.sluice.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for an order of operations, each between its call and its answer, in which one store gives
 * just these answers.
 *
 * <p>Source: Wing and Gong, "Testing and verifying concurrent objects", 1993: depth first, next
 * comes one of those that were called before the first answer among the rest. Lowe, "Testing for
 * linearizability", 2017: no set of operations is tried twice with the same state. Operations of
 * unknown outcome come last among the candidates, and need not come at all; a set that was tried in
 * vain needs no other try with more of those used up. Of several that would do the same, only the
 * earliest is tried: so a node that answers 503 a hundred times does not make a hundred choices.
 */
final class Linearizability {
  private static final int SHOWN = 12;
  private static final String UNSEEN = "(never seen)";

  /** By their calls: those whose end is known, and those that may have happened. */
  private final List<Operation> known;

  private final List<Operation> unknown;
  private final Map<Place, List<BitSet>> tried = new HashMap<>();
  private final Deque<Step> path = new ArrayDeque<>();
  private Step furthest = new Step(new BitSet(), new BitSet(), Store.EMPTY, new ArrayDeque<>());

  /** Which known operations were taken, and the state after them. */
  private record Place(BitSet taken, Store store) {}

  /** One more taken, and what can come after it; a number beyond the known is an unknown one. */
  private record Step(BitSet taken, BitSet used, Store store, Deque<Integer> candidates) {}

  Linearizability(List<Operation> operations) {
    List<Operation> byCall =
        operations.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
    known = byCall.stream().filter(o -> o.outcome() != Operation.Outcome.UNKNOWN).toList();
    Set<String> seen = new HashSet<>();
    byCall.forEach(operation -> addSeen(operation.act(), seen));
    unknown =
        byCall.stream()
            .filter(o -> o.outcome() == Operation.Outcome.UNKNOWN)
            .map(o -> nameless(o, seen))
            .toList();
  }

  private static void addSeen(Act act, Set<String> seen) {
    if (act instanceof Act.Get get) {
      get.content().ifPresent(seen::add);
    } else if (act instanceof Act.Put put && put.when() instanceof Act.IfContent(String content)) {
      seen.add(content);
    }
  }

  /** Contents that nobody ever asked about are one as good as the other. */
  private static Operation nameless(Operation of, Set<String> seen) {
    return of.act() instanceof Act.Put put && !seen.contains(put.content())
        ? new Operation(
            of.client(),
            new Act.Put(put.key(), UNSEEN, put.when()),
            of.invoked(),
            of.returned(),
            of.outcome())
        : of;
  }

  Optional<String> fault() {
    enter(new BitSet(), new BitSet(), Store.EMPTY);
    while (!path.isEmpty()) {
      Step at = path.peek();
      if (at.taken().cardinality() == known.size()) {
        return Optional.empty();
      }
      Integer next = at.candidates().poll();
      if (next == null) {
        path.pop();
      } else {
        take(at, next);
      }
    }
    return Optional.of(described());
  }

  private void take(Step at, int number) {
    boolean isKnown = number < known.size();
    Operation operation = isKnown ? known.get(number) : unknown.get(number - known.size());
    Store after = at.store().after(operation);
    // One that may have happened and changes nothing need not be taken now.
    if (after == null || (!isKnown && after.equals(at.store()))) {
      return;
    }
    BitSet taken = at.taken();
    BitSet used = at.used();
    if (isKnown) {
      taken = (BitSet) taken.clone();
      taken.set(number);
    } else {
      used = (BitSet) used.clone();
      used.set(number - known.size());
    }
    enter(taken, used, after);
  }

  private void enter(BitSet taken, BitSet used, Store store) {
    List<BitSet> before = tried.computeIfAbsent(new Place(taken, store), _ -> new ArrayList<>(1));
    if (before.stream().anyMatch(fewer -> isWithin(fewer, used))) {
      return;
    }
    before.removeIf(more -> isWithin(used, more));
    before.add(used);
    Step step = new Step(taken, used, store, candidates(taken, used));
    path.push(step);
    if (taken.cardinality() > furthest.taken().cardinality()) {
      furthest = step;
    }
  }

  private static boolean isWithin(BitSet part, BitSet whole) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }

  private Deque<Integer> candidates(BitSet taken, BitSet used) {
    long firstAnswer = Long.MAX_VALUE;
    List<Integer> open = new ArrayList<>();
    for (int i = taken.nextClearBit(0); i < known.size(); i = taken.nextClearBit(i + 1)) {
      if (known.get(i).invoked() > firstAnswer) {
        break;
      }
      open.add(i);
      firstAnswer = Math.min(firstAnswer, known.get(i).over());
    }
    long before = firstAnswer;
    open.removeIf(i -> known.get(i).invoked() > before);
    open.sort(Comparator.comparingLong(i -> known.get(i).over()));
    // Of acts that do the same the earliest: whatever a later one explains, it explains, too.
    Set<Act> offered = new HashSet<>();
    for (int i = used.nextClearBit(0); i < unknown.size(); i = used.nextClearBit(i + 1)) {
      if (unknown.get(i).invoked() <= before && offered.add(unknown.get(i).act())) {
        open.add(known.size() + i);
      }
    }
    return new ArrayDeque<>(open);
  }

  private String described() {
    List<Operation> rest = new ArrayList<>();
    for (int i = furthest.taken().nextClearBit(0);
        i < known.size() && rest.size() < SHOWN;
        i = furthest.taken().nextClearBit(i + 1)) {
      rest.add(known.get(i));
    }
    long from = rest.isEmpty() ? 0 : rest.getFirst().invoked();
    List<Operation> earlier =
        known.stream().filter(o -> o.invoked() < from).toList().reversed().stream()
            .limit(SHOWN)
            .toList()
            .reversed();
    return "%d of %d operations can be put in order, after which the keys hold %s.%nBefore:%n%s%nNot explained:%n%s%nOf unknown outcome:%n%s"
        .formatted(
            furthest.taken().cardinality(),
            known.size(),
            furthest.store().contents(),
            lines(earlier),
            lines(rest),
            lines(unknown));
  }

  private static String lines(List<Operation> operations) {
    return operations.stream().map(o -> "  " + o).collect(Collectors.joining("\n"));
  }
}
