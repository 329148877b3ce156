package io.sluice.history;

/**
 * One act of one client, from the moment before it was sent until its answer was there.
 *
 * @param invoked monotonic
 * @param returned monotonic; of no meaning when the outcome is unknown
 */
public record Operation(String client, Act act, long invoked, long returned, Outcome outcome) {
  /** How it ended. */
  public enum Outcome {
    /** It was done. */
    OK,
    /** It was not done, since its condition did not hold: 412, or 404 where a key must be there. */
    REFUSED,
    /** It may have been done, or be done at any time from now on, or never: 5xx, no answer. */
    UNKNOWN
  }

  /** When it was certainly over. */
  long over() {
    return outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : returned;
  }

  @Override
  public String toString() {
    return "%s %s %s [%d, %s]"
        .formatted(client, act, outcome, invoked, outcome == Outcome.UNKNOWN ? "" : "" + returned);
  }
}
