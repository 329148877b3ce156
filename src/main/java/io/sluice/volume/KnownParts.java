package io.sluice.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledged parts of an upload that began with this owner, so that its Complete need not
 * read ten thousand rows: all of them, or none once they are too many or in doubt. The index has
 * them too. Safe for use by several threads.
 */
final class KnownParts {
  /** Of all uploads of a volume: four of the largest, some 6 MB. */
  static final int MOST = 40_000;

  private static final int MOST_OF_ONE = 10_000;
  private static final int FIRST = 16;

  /** How many places all uploads of the volume have. */
  private final AtomicInteger places;

  /** By number, from 1; null when they are not known. */
  private JournalLine.Part @Nullable [] parts;

  private KnownParts(AtomicInteger places, JournalLine.Part @Nullable [] parts) {
    this.places = places;
    this.parts = parts;
  }

  /** Those of an upload that has none. */
  static KnownParts ofNew(AtomicInteger places) {
    return new KnownParts(places, new JournalLine.Part[0]);
  }

  /** Those of an upload that others began, or of which nothing is remembered. */
  static KnownParts unknown() {
    return new KnownParts(new AtomicInteger(), null);
  }

  synchronized void put(JournalLine.Part part) {
    JournalLine.Part[] known = room(part.number());
    if (known != null) {
      known[part.number() - 1] = part;
    }
  }

  private JournalLine.Part @Nullable [] room(int number) {
    JournalLine.Part[] known = parts;
    if (known == null || number <= known.length) {
      return known;
    }
    int wanted = Math.max(number, Math.min(MOST_OF_ONE, Math.max(FIRST, 2 * known.length)));
    int more = wanted - known.length;
    if (places.addAndGet(more) > MOST) {
      places.addAndGet(-more);
      forget();
      return null;
    }
    known = Arrays.copyOf(known, wanted);
    parts = known;
    return known;
  }

  /** From here on they are to be read. */
  synchronized void forget() {
    JournalLine.Part[] known = parts;
    if (known != null) {
      places.addAndGet(-known.length);
      parts = null;
    }
  }

  /**
   * Parts in order of their numbers.
   *
   * @param number after which to begin, 0 for all
   * @return null when they must be read
   */
  synchronized @Nullable List<JournalLine.Part> after(int number, int limit) {
    JournalLine.Part[] known = parts;
    if (known == null) {
      return null;
    }
    List<JournalLine.Part> found = new ArrayList<>(Math.min(limit, known.length));
    for (int at = number; at < known.length && found.size() < limit; at++) {
      JournalLine.Part part = known[at];
      if (part != null) {
        found.add(part);
      }
    }
    return found;
  }
}
