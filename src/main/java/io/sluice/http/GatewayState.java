package io.sluice.http;

import io.sluice.operation.VolumeLanes;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** What the event loops of one gateway share. */
record GatewayState(
    Vertx vertx,
    HttpSettings settings,
    GatewayParts parts,
    WorkerExecutor workers,
    VolumeLanes lanes,
    Admission admission) {}
