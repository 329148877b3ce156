package io.sluice.http;

import io.sluice.operation.ErrorDocuments;
import io.sluice.operation.Forwarding;
import io.sluice.operation.RequestHandler;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a gateway is built from.
 *
 * @param clock for the Date header
 * @param nanoClock monotonic, for durations; {@code System::nanoTime}
 * @param forwarding which requests other nodes answer; empty without a cluster
 * @param volumes whether there is a volume of a name on this node
 */
public record GatewayParts(
    RequestHandler handler,
    ErrorDocuments errors,
    RequestObserver observer,
    RequestIds ids,
    InstantSource clock,
    LongSupplier nanoClock,
    Optional<Forwarding> forwarding,
    Predicate<String> volumes) {
  /** The parts of a gateway that answers everything itself, and has no volumes. */
  public GatewayParts(
      RequestHandler handler,
      ErrorDocuments errors,
      RequestObserver observer,
      RequestIds ids,
      InstantSource clock,
      LongSupplier nanoClock) {
    this(handler, errors, observer, ids, clock, nanoClock, Optional.empty(), _ -> false);
  }
}
