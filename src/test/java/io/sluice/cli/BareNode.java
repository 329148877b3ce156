package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The smallest thing that opens two ports: shows the command line without a gateway behind it. */
final class BareNode implements RunningNode {
  private final ServerSocket gateway;
  private final ServerSocket admin;

  private BareNode(ServerSocket gateway, ServerSocket admin) {
    this.gateway = gateway;
    this.admin = admin;
  }

  /** A process of its own, for tests with signals. */
  public static void main(String[] arguments) {
    Cli.main(BareNode::start, arguments);
  }

  static RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry)
      throws IOException {
    ServerSocket gateway = new ServerSocket();
    gateway.bind(new InetSocketAddress(settings.host(), settings.port()));
    ServerSocket admin = new ServerSocket();
    admin.bind(new InetSocketAddress(settings.adminHost(), settings.adminPort()));
    return new BareNode(gateway, admin);
  }

  @Override
  public int s3Port() {
    return gateway.getLocalPort();
  }

  @Override
  public int adminPort() {
    return admin.getLocalPort();
  }

  @Override
  public void close() {
    try {
      admin.close();
      gateway.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("drained");
  }
}
