package io.sluice.volume;

import io.sluice.files.FileFailure;
import java.util.HashSet;
import java.util.Set;

/**
 * The comparisons of one index with its volume that are under way. Each reads one moment of the
 * index and so keeps its store locked: closing the volume ends them, else nobody could open it
 * again before they are done.
 */
final class IndexVerifications implements AutoCloseable {
  private final Workings workings;
  private final Set<IndexVerifier> running = new HashSet<>();
  private boolean closed;

  IndexVerifications(Workings workings) {
    this.workings = workings;
  }

  /** Compares all, as {@link IndexVerifier#run}. */
  void run(boolean listsEmpty, VerifyReport report) throws FileFailure {
    IndexVerifier verifier = IndexVerifier.of(workings, listsEmpty, report);
    begin(verifier);
    try {
      verifier.run();
    } finally {
      end(verifier);
    }
  }

  private synchronized void begin(IndexVerifier verifier) {
    running.add(verifier);
    if (closed) {
      verifier.interrupt();
    }
  }

  private synchronized void end(IndexVerifier verifier) {
    running.remove(verifier);
  }

  /** Has all of them end soon; whoever closes the index waits for them a while. */
  @Override
  public synchronized void close() {
    closed = true;
    running.forEach(IndexVerifier::interrupt);
  }
}
