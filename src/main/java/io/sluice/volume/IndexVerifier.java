package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFaultException;
import io.sluice.index.IndexMoment;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the index as it is at one moment with the volume, directory by directory in key order.
 * Corrects nothing, so that it tells what was wrong. What is done to the volume after that moment
 * has later times, and is told apart.
 *
 * <pre>
 *   clock of the file system   --- tick t | all keys locked: the moment | walk ...
 *   changed at t or later      no difference, but "changed"
 * </pre>
 */
final class IndexVerifier {
  private static final Logger log = LoggerFactory.getLogger(IndexVerifier.class);
  private static final long PROGRESS_NANOS = 500_000_000;

  private final Parts parts;
  private final VerifyReport report;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long directories;
  private long files;
  private long toldNanos;
  private volatile boolean interrupted;

  /**
   * What is compared, and by which clocks.
   *
   * @param keys so that no command is between its change and its row at that moment
   * @param time the file system's clock
   * @param listsEmpty whether empty directories are listed
   */
  record Parts(
      VolumeRoot root,
      VolumeIndex index,
      KeyLocks keys,
      VolumeTime time,
      BooleanSupplier listsEmpty,
      LongSupplier nanoTime) {}

  /** That of a volume in service. */
  static IndexVerifier of(Workings workings, boolean listsEmpty, VerifyReport report) {
    VolumeTime time = VolumeTime.of(workings, System::nanoTime);
    var parts =
        new Parts(
            workings.root(),
            workings.index(),
            workings.keys(),
            time,
            () -> listsEmpty,
            System::nanoTime);
    return new IndexVerifier(parts, report);
  }

  /** A directory whose sub-directories are being compared. */
  private record Frame(ObjectKey directory, Iterator<byte[]> subdirectories, boolean moved) {}

  IndexVerifier(Parts parts, VerifyReport report) {
    this.parts = parts;
    this.report = report;
  }

  /** Has {@link #run} end at the next name. */
  void interrupt() {
    interrupted = true;
  }

  /**
   * Compares all; takes as long as a walk with a look at each file. Blocks.
   *
   * @throws io.sluice.model.RefusedException when it was interrupted
   */
  void run() throws FileFailure {
    goOn();
    long since = since();
    IndexMoment moment;
    try (Held _ = parts.keys().lockAll()) {
      moment = parts.index().moment();
    }
    boolean listsEmpty = parts.listsEmpty().getAsBoolean();
    EntryReader entries = new EntryReader(parts.root(), () -> listsEmpty);
    try (moment) {
      walk(new DirectoryComparison.Sides(moment, entries, listsEmpty, since, this::goOn));
    }
  }

  private void goOn() {
    if (interrupted) {
      throw Refusal.exception(
          Reason.SERVICE_UNAVAILABLE,
          "The comparison was interrupted: this node has let go of the volume.");
    }
  }

  private long since() {
    try {
      return parts.time().tick();
    } catch (FileFailure failure) {
      log.atInfo()
          .addKeyValue("errno", failure.errno())
          .log("the volume's clock can't be read: every change counts as a difference");
      return Long.MAX_VALUE;
    }
  }

  private void walk(DirectoryComparison.Sides sides) throws FileFailure {
    toldNanos = parts.nanoTime().getAsLong();
    enter(sides, ObjectKey.ROOT, false);
    while (!frames.isEmpty()) {
      Frame top = frames.peek();
      if (top.subdirectories().hasNext()) {
        String name = new String(top.subdirectories().next(), StandardCharsets.UTF_8);
        enter(sides, top.directory().child(name), top.moved());
      } else {
        frames.pop();
      }
    }
    report.progress(directories, files);
  }

  private void enter(DirectoryComparison.Sides sides, ObjectKey directory, boolean aboveMoved)
      throws FileFailure {
    goOn();
    try (DirectoryScan scan = parts.root().scan(directory)) {
      if (scan == null) {
        return; // Gone since its name was read.
      }
      compare(new DirectoryComparison(sides, directory, scan, aboveMoved), directory, sides);
    } catch (FileFailure failure) {
      if (!Absence.is(failure.errno()) && !Absence.isDenial(failure.errno())) {
        throw failure;
      }
    }
  }

  private void compare(
      DirectoryComparison comparison, ObjectKey directory, DirectoryComparison.Sides sides)
      throws FileFailure {
    try {
      comparison.run();
    } catch (IndexFaultException fault) {
      // As whoever reads it would: it is made anew. The moment goes on in the old store.
      parts.index().failed(sides.moment().generation(), fault);
    }
    comparison.found().forEach(report::found);
    directories++;
    files += comparison.files();
    List<byte[]> below = comparison.subdirectories();
    frames.push(new Frame(directory, below.iterator(), comparison.moved()));
    tell();
  }

  private void tell() {
    long now = parts.nanoTime().getAsLong();
    if (now - toldNanos > PROGRESS_NANOS) {
      toldNanos = now;
      report.progress(directories, files);
    }
  }
}
