package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.Settings;
import java.util.List;

/** What a starting server tells its user: where it is, who may enter, and lines to paste. */
final class Banner {
  private static final int MOST_VOLUMES_SHOWN = 10;

  private final Settings settings;
  private final Catalog catalog;
  private final Administrator administrator;

  Banner(Settings settings, Catalog catalog, Administrator administrator) {
    this.settings = settings;
    this.catalog = catalog;
    this.administrator = administrator;
  }

  /** The URL of a port, with an address that clients on this machine can reach. */
  static String url(String scheme, String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0", "" -> "127.0.0.1";
          case "::", "[::]" -> "::1";
          default -> host;
        };
    boolean bare = reachable.contains(":") && !reachable.startsWith("[");
    return scheme + "://" + (bare ? "[" + reachable + "]" : reachable) + ":" + port;
  }

  /** The URL of the S3 port. */
  static String s3Url(Settings settings, RunningNode node) {
    return url(settings.tls().isOn() ? "https" : "http", settings.host(), node.s3Port());
  }

  void print(Terminal terminal, RunningNode node) {
    List<VolumeDefinition> volumes = catalog.volumes();
    terminal.err().println("Sluice " + Version.text());
    for (VolumeDefinition volume :
        volumes.subList(0, Math.min(volumes.size(), MOST_VOLUMES_SHOWN))) {
      terminal.err().println("  volume      " + volume.name() + "  ->  " + volume.root());
    }
    if (volumes.size() > MOST_VOLUMES_SHOWN) {
      terminal.err().println("  and " + (volumes.size() - MOST_VOLUMES_SHOWN) + " volumes more");
    }
    terminal
        .err()
        .println(
            "  management  " + url("http", settings.adminHost(), node.adminPort()) + "/-/status");
    terminal.err().println("  access key  " + administrator.credential().accessKey());
    secret(terminal);
    examples(terminal, volumes, s3Url(settings, node));
    terminal.err().flush();
  }

  private void secret(Terminal terminal) {
    if (administrator.made()) {
      String secret = administrator.credential().secret().value();
      terminal.err().println("  secret key  " + secret + "  (shown this once)");
    }
    if (administrator.file() != null) {
      terminal.err().println("  kept in     " + administrator.file());
    }
  }

  private void examples(Terminal terminal, List<VolumeDefinition> volumes, String url) {
    String bucket = volumes.isEmpty() ? "my-bucket" : volumes.getFirst().name();
    terminal.err().println("Try it:");
    if (administrator.file() == null) {
      terminal
          .err()
          .println("  export AWS_ACCESS_KEY_ID=" + administrator.credential().accessKey());
      terminal.err().println("  export AWS_SECRET_ACCESS_KEY=...  # the secret you gave");
    } else {
      String file = String.valueOf(administrator.file().toAbsolutePath().normalize());
      terminal.err().println("  export AWS_SHARED_CREDENTIALS_FILE=" + quoted(file));
    }
    terminal.err().println("  export AWS_DEFAULT_REGION=" + settings.region());
    String aws = "  aws --endpoint-url " + url + " s3 ";
    if (volumes.isEmpty()) {
      terminal.err().println(aws + "mb s3://" + bucket);
    }
    terminal
        .err()
        .println("  echo hello |" + aws.substring(1) + "cp - s3://" + bucket + "/hello.txt");
    terminal.err().println(aws + "ls s3://" + bucket + "/");
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
