package io.sluice.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which volume of which node the commands about an index are about. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class IndexFlags {
  @Mixin private final AdminFlags node;

  @Parameters(paramLabel = "VOLUME", description = "Name of the volume.")
  private String volume;

  IndexFlags(Map<String, String> environment, Terminal terminal) {
    this.node = new AdminFlags(environment, terminal);
  }

  AdminFlags node() {
    return node;
  }

  boolean json() {
    return node.json();
  }

  String path(String verb) {
    return "/-/volumes/" + AdminClient.encoded(volume) + "/index" + verb;
  }
}
