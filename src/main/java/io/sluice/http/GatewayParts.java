package io.sluice.http;

import io.sluice.operation.ErrorDocuments;
import io.sluice.operation.RequestHandler;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a gateway is built from.
 *
 * @param clock for the Date header
 * @param nanoClock monotonic, for durations; {@code System::nanoTime}
 */
public record GatewayParts(
    RequestHandler handler,
    ErrorDocuments errors,
    RequestObserver observer,
    RequestIds ids,
    InstantSource clock,
    LongSupplier nanoClock) {}
