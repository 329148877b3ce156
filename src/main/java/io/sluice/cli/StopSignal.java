package io.sluice.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The request to stop, from a signal to the thread that runs the server, and its answer back. The
 * JVM ends with 128 and the signal's number unless a shutdown hook ends it before. A server that
 * serves does that, once it has closed and with its own exit code; one that is still starting gets
 * a moment to let go of what it opened; all other commands end at once.
 */
final class StopSignal {
  private static final long START_GRACE_SECONDS = 3;

  /** Where the command is. */
  private enum Phase {
    /** Not, or not yet, a server. */
    OTHER,
    STARTING,
    SERVING,
    ENDED
  }

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private Phase phase = Phase.OTHER;
  private @Nullable Thread starter;
  private boolean brokenOff;
  private int exitCode = ExitCode.FAILED;

  /** Stops on SIGTERM and SIGINT. */
  void install(Runtime runtime) {
    runtime.addShutdownHook(new Thread(() -> stop(runtime), "sluice-stop"));
  }

  /** A server starts, on this thread; the signal interrupts it. */
  synchronized void starting() {
    phase = Phase.STARTING;
    starter = Thread.currentThread();
  }

  /**
   * The server has started: from now on the signal asks it to stop.
   *
   * @throws InterruptedException when the signal came before
   */
  synchronized void serving() throws InterruptedException {
    if (brokenOff) {
      throw new InterruptedException("stopped while starting");
    }
    phase = Phase.SERVING;
  }

  /** Asks the server to stop. */
  void ask() {
    asked.countDown();
  }

  /** Waits until the server is asked to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Says that the command has ended, and how, so that the process may. */
  synchronized void done(int code) {
    phase = Phase.ENDED;
    exitCode = code;
    ended.countDown();
  }

  private void stop(Runtime runtime) {
    switch (told()) {
      case OTHER, ENDED -> {}
      case STARTING -> awaitEnd(START_GRACE_SECONDS);
      case SERVING -> {
        ask();
        awaitEnd(Long.MAX_VALUE);
        runtime.halt(exitCode());
      }
    }
  }

  /** Where the signal met the command. */
  private synchronized Phase told() {
    if (phase == Phase.STARTING && starter != null) {
      brokenOff = true;
      starter.interrupt();
    }
    return phase;
  }

  private synchronized int exitCode() {
    return exitCode;
  }

  private void awaitEnd(long seconds) {
    try {
      boolean _ = ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
