package io.sluice.cli;

/** What the process says at its end. */
final class ExitCode {
  /** Done, or stopped as asked. */
  static final int OK = 0;

  /** It could not run, or not on: a port is taken, the data directory is in use, a disk failed. */
  static final int FAILED = 1;

  /** The command line, the environment, the file or a volume named there can't be used. */
  static final int USAGE = 2;

  private ExitCode() {}
}
