package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.IndexScan;
import io.sluice.index.KeyBytes;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the whole index with the volume. Before a directory is compared it is looked at as a
 * listing would, so what pods did and the index would have noticed by itself is no difference. What
 * differs then is looked at again, several times: only what stays the same all the while is told.
 */
final class IndexVerifier {
  /** How often a difference must be seen. On a busy volume chance would show one twice. */
  private static final int ROUNDS = 4;

  private static final long PROGRESS_NANOS = 500_000_000;

  private final VolumeIndex index;
  private final Coverage coverage;
  private final DirectoryComparison comparison;
  private final LongSupplier nanoTime;

  IndexVerifier(
      VolumeIndex index, Coverage coverage, DirectoryComparison comparison, LongSupplier nanoTime) {
    this.index = index;
    this.coverage = coverage;
    this.comparison = comparison;
    this.nanoTime = nanoTime;
  }

  /** Compares all; takes as long as a walk with a look at each file. Blocks. */
  void run(VerifyReport report) throws FileFailure {
    long told = nanoTime.getAsLong();
    long directories = 0;
    ObjectKey at = ObjectKey.ROOT;
    while (at != null) {
      boolean isThere = compare(at, report);
      directories++;
      at = next(isThere ? KeyBytes.justAfter(at.utf8()) : KeyBytes.after(at.utf8()));
      long now = nanoTime.getAsLong();
      if (at == null || now - told > PROGRESS_NANOS) {
        told = now;
        report.progress(directories, comparison.files());
      }
    }
  }

  private @Nullable ObjectKey next(byte[] from) {
    try (IndexScan scan = index.scan()) {
      scan.seekDirectories(from);
      return scan.directory();
    }
  }

  /** False when there is no such directory, or it may not be read. */
  private boolean compare(ObjectKey directory, VerifyReport report) throws FileFailure {
    List<IndexDifference> seen = null;
    for (int round = 0; round < ROUNDS; round++) {
      Coverage.Outcome outcome = coverage.begin(directory).finish();
      if (outcome == Coverage.Outcome.GONE || outcome == Coverage.Outcome.DENIED) {
        return false;
      }
      List<IndexDifference> now = comparison.compare(directory, round == 0);
      seen = seen == null ? now : both(seen, now);
      if (seen.isEmpty()) {
        break;
      }
    }
    comparison.behind().forEach(report::found);
    if (seen != null) {
      seen.forEach(report::found);
    }
    return true;
  }

  private static List<IndexDifference> both(List<IndexDifference> one, List<IndexDifference> two) {
    List<IndexDifference> both = new ArrayList<>(one);
    both.retainAll(new HashSet<>(two));
    return both;
  }
}
