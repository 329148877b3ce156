package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the last commands, for those that are sent again because the answer was lost.
 * Callers hold the lock under which the command is carried out, so that a repetition finds either
 * nothing or the end.
 */
final class Outcomes {
  private final int limit;
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  /** A command that was carried out, and its answer. */
  record Outcome(VolumeCommand<?> command, VolumeReply reply) {}

  /** Remembers at most so many. */
  Outcomes(int limit) {
    this.limit = limit;
  }

  synchronized @Nullable Outcome of(@Nullable String ticket) {
    return ticket == null ? null : outcomes.get(ticket);
  }

  /** Remembers an answer; without a ticket nobody will ask for it. */
  synchronized void remember(@Nullable String ticket, VolumeCommand<?> command, VolumeReply reply) {
    if (ticket == null) {
      return;
    }
    outcomes.put(ticket, new Outcome(command, reply));
    if (outcomes.size() > limit) {
      var eldest = outcomes.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }
}
