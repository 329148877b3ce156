package io.sluice.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What many clients did and saw; noted by any thread. All keys are empty at its beginning. Keys
 * that a rename connects are looked at together, all others by themselves: a history is
 * linearizable exactly when each of its objects is (Herlihy and Wing, 1990).
 */
public final class History {
  private final ConcurrentLinkedQueue<Operation> noted = new ConcurrentLinkedQueue<>();

  /** Notes an operation that has ended. */
  public void note(Operation operation) {
    // A read that gave nothing says nothing.
    boolean says =
        operation.outcome() != Operation.Outcome.UNKNOWN || !(operation.act() instanceof Act.Get);
    if (says) {
      noted.add(operation);
    }
  }

  public int size() {
    return noted.size();
  }

  /** How often each kind of act ended how; for people. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    noted.forEach(operation ->
        counts.merge(
            operation.act().getClass().getSimpleName() + ' ' + operation.outcome(), 1L, Long::sum));
    return counts;
  }

  /** Why no object store can have answered so; empty when one can. */
  public Optional<String> fault() {
    for (List<Operation> group : groups()) {
      Optional<String> fault = new Linearizability(group).fault();
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private List<List<Operation>> groups() {
    Map<String, String> heads = new HashMap<>();
    for (Operation operation : noted) {
      String head = null;
      for (String key : operation.act().keys()) {
        String other = head(heads, key);
        if (head != null && !head.equals(other)) {
          heads.put(other, head);
        }
        head = head == null ? other : head;
      }
    }
    Map<String, List<Operation>> groups = new LinkedHashMap<>();
    for (Operation operation : noted) {
      String head = head(heads, operation.act().keys().iterator().next());
      groups.computeIfAbsent(head, _ -> new ArrayList<>()).add(operation);
    }
    groups.values().forEach(group -> group.sort(Comparator.comparingLong(Operation::invoked)));
    return List.copyOf(groups.values());
  }

  private static String head(Map<String, String> heads, String key) {
    String at = key;
    while (heads.containsKey(at)) {
      at = heads.get(at);
    }
    return at;
  }
}
