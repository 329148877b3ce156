/** Metrics, health, readiness and the request log: what an operator sees of a node. */
@NullMarked
package io.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
