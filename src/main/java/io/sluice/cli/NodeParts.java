package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What every part of a node is built from.
 *
 * @param cluster null on a node without one
 */
record NodeParts(
    Vertx vertx,
    Settings settings,
    Catalog catalog,
    Telemetry telemetry,
    @Nullable ClusterPart cluster) {}
