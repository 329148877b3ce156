package io.sluice.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of the parts of a multipart object, run-length encoded: nearly every upload has one run
 * of equal parts and a last one. Needed for {@code partNumber} reads and for confirming a multipart
 * ETag part by part.
 *
 * @param runs in part order; empty for an object that was written whole
 */
public record PartLayout(List<Run> runs) {
  /** An object that was written in one piece. */
  public static final PartLayout WHOLE = new PartLayout(List.of());

  /** So many parts in a row of one size. */
  public record Run(int parts, long sizeBytes) {
    public Run {
      if (parts < 1 || sizeBytes < 0) {
        throw new IllegalArgumentException("an empty run of parts");
      }
    }
  }

  /** Where one part lies in the object. */
  public record Span(long offsetBytes, long sizeBytes) {}

  public PartLayout {
    runs = List.copyOf(runs);
  }

  /** The layout of parts of these sizes, in part order. */
  public static PartLayout of(List<Long> partSizes) {
    List<Run> runs = new ArrayList<>();
    for (long size : partSizes) {
      Run last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.sizeBytes() == size) {
        runs.set(runs.size() - 1, new Run(last.parts() + 1, size));
      } else {
        runs.add(new Run(1, size));
      }
    }
    return new PartLayout(runs);
  }

  /** How many parts there are; 0 for an object written whole. */
  public int count() {
    return runs.stream().mapToInt(Run::parts).sum();
  }

  /**
   * Where the part with this index lies, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there is no such part
   */
  public Span span(int index) {
    long offset = 0;
    int left = index;
    for (Run run : runs) {
      if (left < run.parts()) {
        return new Span(offset + left * run.sizeBytes(), run.sizeBytes());
      }
      left -= run.parts();
      offset += run.parts() * run.sizeBytes();
    }
    throw new IndexOutOfBoundsException(index);
  }
}
