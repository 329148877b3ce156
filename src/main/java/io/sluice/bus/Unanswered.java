package io.sluice.bus;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** No owner has answered a command. It may have been carried out, and may be asked again. */
final class Unanswered extends Exception {
  static final Unanswered NO_OWNER =
      new Unanswered("The volume has no owner at the moment; try again.");
  static final Unanswered TOO_LATE =
      new Unanswered("The volume did not answer in time; try again.");
  static final Unanswered MOVED = new Unanswered("The volume is changing hands; try again.");

  private static final long serialVersionUID = 1L;

  private Unanswered(String message) {
    super(message, null, false, false);
  }

  /** What a client is told that can't be kept waiting. */
  Refusal refusal(Reason reason) {
    return new Refusal(reason, String.valueOf(getMessage()));
  }
}
