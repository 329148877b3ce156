package io.sluice.http;

import io.sluice.operation.VolumeLanes;
import io.vertx.core.Vertx;

/** What the event loops of one gateway share. */
record GatewayState(
    Vertx vertx,
    HttpSettings settings,
    GatewayParts parts,
    VolumeLanes lanes,
    Admission admission) {}
