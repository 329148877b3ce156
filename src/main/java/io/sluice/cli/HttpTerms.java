package io.sluice.cli;

import io.sluice.config.Limits;
import io.sluice.config.Settings;
import io.sluice.http.HttpCrowding;
import io.sluice.http.HttpLimits;
import io.sluice.http.HttpSettings;
import io.sluice.http.HttpTimeouts;
import io.sluice.operation.VolumeLanes;

/** Turns the settings of a node into the terms of its sockets. */
final class HttpTerms {
  private HttpTerms() {}

  /** How volumes share the threads of a pool. */
  static VolumeLanes.Terms lanes(Settings settings, int threads) {
    return new VolumeLanes.Terms(threads, settings.limits().queueDelay(), System::nanoTime);
  }

  static HttpSettings of(Settings settings) {
    Limits limits = settings.limits();
    HttpTimeouts defaults = HttpTimeouts.DEFAULTS;
    return HttpSettings.defaults(
            settings.host(), settings.port(), Runtime.getRuntime().availableProcessors())
        .withLimits(
            new HttpLimits(
                limits.maxUriBytes(),
                limits.maxHeaderBytes(),
                limits.maxConnections(),
                limits.maxRequests(),
                HttpLimits.DEFAULTS.maxQueuedBodyBytes(),
                limits.maxGatheredBytes()))
        .withTimeouts(
            new HttpTimeouts(
                limits.idleTimeout().toMillis(),
                limits.bodyTimeout().toMillis(),
                defaults.lingerMillis(),
                Math.max(1, limits.drainTimeout().toMillis()),
                defaults.slowGraceMillis(),
                defaults.slowSpaceMillis()))
        .withCrowding(new HttpCrowding(limits.loopDelay(), limits.refusalDelay()));
  }
}
