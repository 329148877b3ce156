package io.sluice.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of the parts of a multipart object, run-length encoded: nearly every upload has one run
 * of equal parts and a last one. Needed for {@code partNumber} reads and for confirming a multipart
 * ETag part by part.
 *
 * @param runs in part order; empty for an object that was written whole
 * @param checksums of each part, in base64 and by the algorithm of the object's checksum; empty
 *     when they are not known, or too many to keep
 */
public record PartLayout(List<Run> runs, List<String> checksums) {
  /** An object that was written in one piece. */
  public static final PartLayout WHOLE = new PartLayout(List.of());

  /**
   * What checksums of parts may take of a record: about 4,000 of the shortest kind, 700 of the
   * longest.
   */
  private static final int MOST_CHECKSUM_CHARACTERS = 32_000;

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
    checksums = List.copyOf(checksums);
  }

  /** Parts of which no checksums are known. */
  public PartLayout(List<Run> runs) {
    this(runs, List.of());
  }

  /**
   * This layout with the checksums of its parts, if there is one of each and they are short enough.
   */
  public PartLayout withChecksums(List<String> values) {
    int characters = values.stream().mapToInt(String::length).sum();
    return values.size() == count() && characters <= MOST_CHECKSUM_CHARACTERS
        ? new PartLayout(runs, values)
        : withoutChecksums();
  }

  /** The sizes alone. */
  public PartLayout withoutChecksums() {
    return new PartLayout(runs);
  }

  /** The layout of parts of these sizes, in part order. */
  public static PartLayout of(List<Long> partSizes) {
    List<Run> runs = new ArrayList<>();
    int parts = 0;
    long ofEach = 0;
    for (long size : partSizes) {
      if (parts > 0 && size != ofEach) {
        runs.add(new Run(parts, ofEach));
        parts = 0;
      }
      ofEach = size;
      parts++;
    }
    if (parts > 0) {
      runs.add(new Run(parts, ofEach));
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
