package io.sluice.http;

import io.sluice.operation.ErrorDocuments;
import io.sluice.operation.Forwarding;
import io.sluice.operation.RequestHandler;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a gateway is built from.
 *
 * @param clock for the Date header
 * @param nanoClock monotonic, for durations; {@code System::nanoTime}
 * @param forwarding which requests other nodes answer; empty without a cluster
 */
public record GatewayParts(
    RequestHandler handler,
    ErrorDocuments errors,
    RequestObserver observer,
    RequestIds ids,
    InstantSource clock,
    LongSupplier nanoClock,
    Optional<Forwarding> forwarding) {
  /** The parts of a gateway that answers everything itself. */
  public GatewayParts(
      RequestHandler handler,
      ErrorDocuments errors,
      RequestObserver observer,
      RequestIds ids,
      InstantSource clock,
      LongSupplier nanoClock) {
    this(handler, errors, observer, ids, clock, nanoClock, Optional.empty());
  }
}
