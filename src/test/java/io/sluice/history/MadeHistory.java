package io.sluice.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Histories from a seed: of clients of one store that works, or of no store at all. */
final class MadeHistory {
  private final Random random;
  private final int clients;
  private final List<Operation> operations = new ArrayList<>();
  private Store store = Store.EMPTY;

  /** Each operation happens at one moment, between its call and its answer. */
  MadeHistory(Random random, int size, int clients) {
    this.random = random;
    this.clients = clients;
    long[] free = new long[clients];
    for (int i = 0; i < size; i++) {
      long moment = 10L * i;
      int client = i % clients;
      long invoked = Math.max(free[client], moment - random.nextInt(10 * clients));
      long returned = moment + random.nextInt(10 * clients);
      free[client] = Math.max(moment, returned) + 1;
      happen(i, new Times(Math.min(invoked, moment), returned));
    }
  }

  private record Times(long invoked, long returned) {}

  List<Operation> operations() {
    return operations;
  }

  private void happen(int number, Times times) {
    Act act = act(random, "w" + number);
    if (act instanceof Act.Get get) {
      act = new Act.Get(get.key(), Optional.ofNullable(store.contents().get(get.key())));
    }
    var outcome = Operation.Outcome.OK;
    Store after = store.after(operation(act, times, outcome));
    if (after == null) {
      outcome = Operation.Outcome.REFUSED;
    } else if (random.nextInt(100) == 0 && !(act instanceof Act.Get)) {
      outcome = Operation.Outcome.UNKNOWN;
      after = random.nextBoolean() ? after : store;
    }
    store = after == null ? store : after;
    operations.add(operation(act, times, outcome));
  }

  private Operation operation(Act act, Times times, Operation.Outcome outcome) {
    return new Operation(
        "c" + operations.size() % clients, act, times.invoked(), times.returned(), outcome);
  }

  private static Act act(Random random, String content) {
    String key = "k" + random.nextInt(3);
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Act.Put(key, content, new Act.Always());
      case 2 -> new Act.Put(key, content, new Act.IfAbsent());
      case 3 -> new Act.Put(key, content, new Act.IfContent("w" + random.nextInt(20)));
      case 4 -> new Act.Delete(key);
      case 5 -> new Act.Rename("k0", "k1");
      default -> new Act.Get(key, Optional.empty());
    };
  }

  /** A few operations at any times with any answers. */
  static List<Operation> anything(Random random, int size) {
    List<Operation> made = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Act act = act(random, "w" + i);
      if (act instanceof Act.Get get) {
        act = new Act.Get(get.key(), Optional.ofNullable(content(random, size)));
      }
      long invoked = random.nextInt(20);
      var outcome =
          switch (random.nextInt(6)) {
            case 0 ->
                act instanceof Act.Put || act instanceof Act.Rename
                    ? Operation.Outcome.REFUSED
                    : Operation.Outcome.OK;
            case 1 -> act instanceof Act.Get ? Operation.Outcome.OK : Operation.Outcome.UNKNOWN;
            default -> Operation.Outcome.OK;
          };
      made.add(new Operation("c" + i, act, invoked, invoked + random.nextInt(12), outcome));
    }
    return made;
  }

  private static @Nullable String content(Random random, int size) {
    return random.nextInt(3) == 0 ? null : "w" + random.nextInt(size);
  }
}
