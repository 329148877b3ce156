package io.sluice.bus;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** No owner has answered a command. It may have been carried out, and may be asked again. */
final class Unanswered extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean maybeDone;

  private Unanswered(String message, boolean maybeDone) {
    super(message, null, false, false);
    this.maybeDone = maybeDone;
  }

  static Unanswered noOwner() {
    return new Unanswered("The volume has no owner at the moment; try again.", false);
  }

  static Unanswered noMajority() {
    return new Unanswered("This node sees no majority of the cluster; try another one.", false);
  }

  static Unanswered tooLate() {
    return new Unanswered("The volume did not answer in time; try again.", true);
  }

  static Unanswered moved() {
    return new Unanswered("The volume is changing hands; try again.", true);
  }

  /** It was meant for another epoch, so nobody looked at it. */
  static Unanswered anotherEpoch() {
    return new Unanswered("The volume is changing hands; try again.", false);
  }

  /** Whether somebody may have got the command. */
  boolean maybeDone() {
    return maybeDone;
  }

  /** What a client is told that can't be kept waiting. */
  Refusal refusal(Reason reason) {
    return new Refusal(reason, String.valueOf(getMessage()));
  }
}
