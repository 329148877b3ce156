package io.sluice.cli;

/** Why a node can't start, in one line for the one who started it. */
final class StartFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private StartFault(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Something given can't be used. */
  static StartFault settings(String message) {
    return new StartFault(ExitCode.USAGE, message);
  }

  /** The machine said no. */
  static StartFault runtime(String message) {
    return new StartFault(ExitCode.FAILED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
