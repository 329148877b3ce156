package io.sluice.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The node's meters, and their text in the Prometheus format. */
public final class Meters implements AutoCloseable {
  /** The content type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LATENCY_STEPS = {
    Duration.ofMillis(2),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections;
  private final Meter.MeterProvider<Timer> requests;

  /** Found once for each outcome: the registry would sort and compare tags for every request. */
  private final ConcurrentMap<Outcome, Timer> timers = new ConcurrentHashMap<>();

  private final DistributionSummary received;
  private final DistributionSummary sent;

  /** What requests are counted by; operations and statuses are few. */
  private record Outcome(String operation, int status) {}

  private Meters(PrometheusMeterRegistry registry) {
    this.registry = registry;
    this.collections = new JvmGcMetrics();
    this.requests =
        Timer.builder("sluice.requests")
            .description("S3 requests by operation and status")
            .serviceLevelObjectives(LATENCY_STEPS)
            .withRegistry(registry);
    this.received =
        DistributionSummary.builder("sluice.request.body")
            .description("Bytes of request bodies")
            .baseUnit("bytes")
            .register(registry);
    this.sent =
        DistributionSummary.builder("sluice.response.body")
            .description("Bytes of answers' bodies")
            .baseUnit("bytes")
            .register(registry);
  }

  /** Meters with those of the JVM and the process already there. */
  public static Meters create() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Meters meters = new Meters(registry);
    meters.collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return meters;
  }

  /** Where rooms register meters of their own; names start with {@code sluice.}. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All meters as text; some milliseconds of work, so not for an event loop. */
  public String scrape() {
    return registry.scrape();
  }

  void request(RequestRecord request) {
    timers
        .computeIfAbsent(new Outcome(request.operation(), request.status()), this::timer)
        .record(request.nanos(), TimeUnit.NANOSECONDS);
    received.record((double) request.receivedBytes());
    sent.record((double) request.sentBytes());
  }

  private Timer timer(Outcome outcome) {
    return requests.withTags(
        "operation", outcome.operation(), "status", Integer.toString(outcome.status()));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
