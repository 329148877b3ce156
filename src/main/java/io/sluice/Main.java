package io.sluice;

import io.sluice.cli.Cli;
import io.sluice.cli.Node;

/** Entry point of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Cli.main(Node::start, arguments);
  }
}
