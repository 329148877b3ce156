package io.sluice.cli;

import java.util.concurrent.CountDownLatch;

/**
 * The request to stop, from a signal to the thread that runs the server, and its answer back. The
 * JVM ends with 143 after SIGTERM unless a shutdown hook ends it before; this one waits until the
 * server has closed and ends it with 0.
 */
final class StopSignal {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  /** Stops on SIGTERM and SIGINT. */
  void install(Runtime runtime) {
    runtime.addShutdownHook(
        new Thread(
            () -> {
              boolean bySignal = done.getCount() > 0;
              ask();
              if (bySignal) {
                awaitDone();
                runtime.halt(ExitCode.OK);
              }
            },
            "sluice-stop"));
  }

  /** Asks the server to stop. */
  void ask() {
    asked.countDown();
  }

  /** Waits until the server is asked to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Says that the command has ended, so that the process may. */
  void done() {
    done.countDown();
  }

  private void awaitDone() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
