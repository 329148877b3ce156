package io.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks that records of settings make in their constructors. */
final class Bounds {
  /** A value that its record refuses; the reader adds the path and where the value came from. */
  static final class Broken extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final String rule;

    Broken(String field, String rule) {
      super(field + " " + rule);
      this.field = field;
      this.rule = rule;
    }

    /** The field's name in YAML. */
    String field() {
      return field;
    }

    String rule() {
      return rule;
    }
  }

  private Bounds() {}

  static void require(boolean holds, String field, String rule) {
    if (!holds) {
      throw new Broken(field, rule);
    }
  }

  /** For a component without a default, which the reader leaves null when it was not given. */
  static void given(String field, @Nullable Object value) {
    require(value != null, field, "must be given");
  }

  static void accessKey(String field, String accessKey) {
    require(
        accessKey.matches("[A-Za-z0-9_-]{3,128}"),
        field,
        "must be 3 to 128 letters, digits, underscores and hyphens");
  }

  static void notBlank(String field, String value) {
    require(!value.isBlank(), field, "must not be empty");
  }

  static void between(String field, long value, long least, long most) {
    String rule =
        most == Long.MAX_VALUE || most == Integer.MAX_VALUE
            ? "must be at least " + least
            : "must be from " + least + " to " + most;
    require(value >= least && value <= most, field, rule + ", but is " + value);
  }

  static void between(String field, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        field,
        "must be from " + DurationText.format(least) + " to " + DurationText.format(most));
  }

  /** Permission bits only, and at least those that the node itself needs. */
  static void mode(String field, int value, int needed) {
    require(
        (value & ~0777) == 0 && (value & needed) == needed,
        field,
        "must be octal permission bits with at least 0" + Integer.toOctalString(needed));
  }
}
