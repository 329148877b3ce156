package io.sluice.history;

import java.util.ArrayList;
import java.util.List;

/** The definition itself, tried out: every order that time allows; for very small histories. */
final class AllOrders {
  private AllOrders() {}

  static boolean explain(List<Operation> operations) {
    return explain(Store.EMPTY, operations);
  }

  private static boolean explain(Store store, List<Operation> rest) {
    if (rest.stream().allMatch(o -> o.outcome() == Operation.Outcome.UNKNOWN)) {
      return true;
    }
    for (Operation next : rest) {
      boolean tooEarly = rest.stream().anyMatch(o -> o.over() < next.invoked());
      Store after = tooEarly ? null : store.after(next);
      if (after != null) {
        List<Operation> others = new ArrayList<>(rest);
        others.remove(next);
        if (explain(after, others)) {
          return true;
        }
      }
    }
    return false;
  }
}
