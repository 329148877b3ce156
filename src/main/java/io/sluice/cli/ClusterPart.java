package io.sluice.cli;

import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.Seats;
import io.vertx.core.Vertx;
import java.time.Duration;

/** What makes a node a member of a cluster. */
record ClusterPart(ClusterNode node, Seats seats, Vertx vertx, Duration handoverWait) {}
