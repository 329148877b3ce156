package io.sluice.volume;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/**
 * What is said to a command that comes again after a volume changed hands, when it can't be told
 * any more whether it was carried out: doing it twice could undo what another client did since.
 */
final class Repetition {
  static final Refusal UNKNOWN =
      new Refusal(
          Reason.SERVICE_UNAVAILABLE,
          "The volume changed hands, and others wrote meanwhile: it is not known whether this was"
              + " done. Look, and try again.");

  private Repetition() {}
}
