package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;

/** The smallest thing that opens two ports: shows the command line without a gateway behind it. */
final class BareNode implements RunningNode {
  private final ServerSocket gateway;
  private final ServerSocket admin;
  private final boolean announces;

  private BareNode(ServerSocket gateway, ServerSocket admin, boolean announces) {
    this.gateway = gateway;
    this.admin = admin;
    this.announces = announces;
  }

  /** A process of its own, for tests with signals; its region says how it starts. */
  public static void main(String[] arguments) {
    Cli.main(
        (settings, catalog, telemetry) -> {
          switch (settings.region()) {
            case "waits" -> waitForOthers();
            case "deaf" -> {
              while (true) {
                try {
                  waitForOthers();
                } catch (InterruptedException e) {
                  System.out.println("goes on");
                }
              }
            }
            case "fails" -> throw new AssertionError("no such luck");
            default -> {}
          }
          return start(settings, true);
        },
        arguments);
  }

  private static void waitForOthers() throws InterruptedException {
    System.out.println("starting");
    new CountDownLatch(1).await();
  }

  static RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry)
      throws IOException, PortFault {
    return start(settings, false);
  }

  private static RunningNode start(Settings settings, boolean announces)
      throws IOException, PortFault {
    return new BareNode(
        open("S3 port", settings.host(), settings.port()),
        open("management port", settings.adminHost(), settings.adminPort()),
        announces);
  }

  private static ServerSocket open(String name, String host, int port)
      throws IOException, PortFault {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new PortFault(name, host, port, e);
    }
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
    if (announces) {
      System.out.println("drained");
    }
  }
}
