package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java can't send itself. */
final class Signals {
  private Signals() {}

  /** Sends a signal to one process; nothing happens when it has ended. */
  static void send(String signal, long pid) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
