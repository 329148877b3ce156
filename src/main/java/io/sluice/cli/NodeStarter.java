package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;

/** Builds a node and opens its ports. */
public interface NodeStarter {
  /**
   * Starts a node; returns when both ports are open and every volume is served. Whatever was opened
   * before a failure is closed again.
   *
   * @throws java.net.BindException (also as a cause) when a port is taken
   */
  RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry) throws Exception;
}
