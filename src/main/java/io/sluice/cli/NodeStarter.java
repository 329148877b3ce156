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
   * @throws PortFault when a port can't be opened
   * @throws Exception for all else; shown to the user in one line
   */
  RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry) throws Exception;
}
