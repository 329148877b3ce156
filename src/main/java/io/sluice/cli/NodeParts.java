package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Vertx;

/** What every part of a node is built from. */
record NodeParts(Vertx vertx, Settings settings, Catalog catalog, Telemetry telemetry) {}
