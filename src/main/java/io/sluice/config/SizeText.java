package io.sluice.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 1024} (bytes), {@code 512MiB} (powers of 1024), {@code 100GB}
 * (powers of 1000), {@code unlimited}.
 */
final class SizeText {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,19}) ?([A-Za-z]*)");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("B", 1L),
          Map.entry("KB", 1_000L),
          Map.entry("MB", 1_000_000L),
          Map.entry("GB", 1_000_000_000L),
          Map.entry("TB", 1_000_000_000_000L),
          Map.entry("PB", 1_000_000_000_000_000L),
          Map.entry("KiB", 1L << 10),
          Map.entry("MiB", 1L << 20),
          Map.entry("GiB", 1L << 30),
          Map.entry("TiB", 1L << 40),
          Map.entry("PiB", 1L << 50));

  private SizeText() {}

  static long parse(String text) {
    if (text.equals("unlimited")) {
      return Long.MAX_VALUE;
    }
    Matcher matcher = SHAPE.matcher(text);
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "must be a size such as 1024, 512MiB, 100GB or unlimited (KB to PB, KiB to PiB)");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new IllegalArgumentException("is larger than any file system", tooLarge);
    }
  }
}
