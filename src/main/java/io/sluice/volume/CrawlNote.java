package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the crawl finds again after a restart: one line of numbers, then the cursor.
 *
 * @param walks how many walks have ended
 * @param ended when the last one did, null before the first
 * @param last what the last one counted
 * @param now what the one under way has counted
 * @param cursor the directory last dealt with by the walk under way, null when none is
 */
record CrawlNote(
    long walks,
    @Nullable Instant ended,
    CrawlCounts last,
    CrawlCounts now,
    @Nullable ObjectKey cursor) {
  static final CrawlNote NEW = new CrawlNote(0, null, CrawlCounts.NONE, CrawlCounts.NONE, null);

  String toText() {
    long millis = ended == null ? -1 : ended.toEpochMilli();
    return "1 %d %d %s %s %s"
        .formatted(walks, millis, text(last), text(now), cursor == null ? "-" : "at\n" + cursor);
  }

  private static String text(CrawlCounts counts) {
    return "%d %d".formatted(counts.directories(), counts.found());
  }

  /** The note of a text; {@link #NEW} for none, and for one of another version. */
  static CrawlNote of(@Nullable String text) {
    if (text == null) {
      return NEW;
    }
    int line = text.indexOf('\n');
    String[] words = (line < 0 ? text : text.substring(0, line)).split(" ", -1);
    if (words.length != 8 || !words[0].equals("1")) {
      return NEW;
    }
    long[] numbers = Arrays.stream(words, 1, 7).mapToLong(Long::parseLong).toArray();
    return new CrawlNote(
        numbers[0],
        numbers[1] < 0 ? null : Instant.ofEpochMilli(numbers[1]),
        counts(numbers, 2),
        counts(numbers, 4),
        line < 0 ? null : ObjectKey.of(text.substring(line + 1)));
  }

  private static CrawlCounts counts(long[] numbers, int at) {
    return new CrawlCounts(numbers[at], numbers[at + 1]);
  }
}
