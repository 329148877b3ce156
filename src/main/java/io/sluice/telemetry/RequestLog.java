package io.sluice.telemetry;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts every request, and logs it in one line when the settings ask for that. */
public final class RequestLog {
  /** Named apart from the class, so that a logging configuration can send it elsewhere. */
  private static final Logger LOG = LoggerFactory.getLogger("io.sluice.requests");

  private final Meters meters;
  private volatile boolean logged;

  RequestLog(Meters meters, boolean logged) {
    this.meters = meters;
    this.logged = logged;
  }

  /** Whether requests are logged from now on; they are counted in any case. */
  public void setLogged(boolean other) {
    logged = other;
  }

  /** Takes a request that has been answered. */
  public void answered(RequestRecord request) {
    meters.request(request);
    if (!logged) {
      return;
    }
    LoggingEventBuilder line = LOG.atInfo();
    line = line.addKeyValue("id", request.requestId()).addKeyValue("remote", request.remote());
    line = with(line, "user", request.user());
    line = with(line, "accessKey", request.accessKey());
    line = with(line, "volume", request.volume());
    line = with(line, "key", request.key());
    line = with(line, "error", request.errorCode());
    line.addKeyValue("method", request.method())
        .addKeyValue("status", request.status())
        .addKeyValue("in", request.receivedBytes())
        .addKeyValue("out", request.sentBytes())
        .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(request.nanos()))
        .log(request.operation());
  }

  private static LoggingEventBuilder with(
      LoggingEventBuilder line, String name, @Nullable String value) {
    return value == null ? line : line.addKeyValue(name, value);
  }
}
