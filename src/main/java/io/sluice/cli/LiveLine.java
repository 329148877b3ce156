package io.sluice.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Progress for people: in a terminal one line that is written over and over, elsewhere a line now
 * and then. On standard error, so that results can be piped.
 */
final class LiveLine {
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean live;
  private final LongSupplier nanoTime;
  private long printedAtNanos;
  private boolean isOpen;

  /**
   * @param live whether it is a terminal
   */
  LiveLine(PrintWriter out, boolean live, LongSupplier nanoTime) {
    this.out = out;
    this.live = live;
    this.nanoTime = nanoTime;
    this.printedAtNanos = nanoTime.getAsLong();
  }

  // Without a terminal there may be no console at all, whatever the compiler's checks expect.
  @SuppressWarnings("SystemConsoleNull")
  static LiveLine of(Terminal terminal) {
    Console console = System.console();
    return new LiveLine(terminal.err(), console != null && console.isTerminal(), System::nanoTime);
  }

  void show(String progress) {
    long now = nanoTime.getAsLong();
    if (live) {
      out.print(ERASE_LINE + progress);
      isOpen = true;
    } else if (now - printedAtNanos >= PLAIN_NANOS) {
      printedAtNanos = now;
      out.println(progress);
    }
    out.flush();
  }

  /** Makes room for other lines. */
  void clear() {
    if (isOpen) {
      out.print(ERASE_LINE);
      out.flush();
      isOpen = false;
    }
  }
}
