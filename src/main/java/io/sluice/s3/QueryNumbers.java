package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;

/** Numbers in queries. */
final class QueryNumbers {
  static final int MAX_PART_NUMBER = 10_000;

  private QueryNumbers() {}

  /** A number of at least 0; more than a cap counts as the cap. */
  static int capped(RequestQuery query, String name, int cap, int absent) {
    return Math.min(cap, within(query, name, 0, Integer.MAX_VALUE, absent));
  }

  /** A number within bounds, both allowed. */
  static int within(RequestQuery query, String name, int least, int most, int absent) {
    String text = query.getOrEmpty(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, with what would have been right.
    }
    throw invalid(name, "must be an integer between " + least + " and " + most);
  }

  static int partNumber(RequestQuery query) {
    int number = within(query, "partNumber", 1, MAX_PART_NUMBER, 0);
    if (number == 0) {
      throw invalid("partNumber", "must be an integer between 1 and " + MAX_PART_NUMBER);
    }
    return number;
  }

  private static RefusedException invalid(String name, String rule) {
    return Refusal.exception(Reason.INVALID_ARGUMENT, "Argument " + name + " " + rule + ".");
  }
}
