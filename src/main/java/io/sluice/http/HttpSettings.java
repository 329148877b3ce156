package io.sluice.http;

import org.jspecify.annotations.Nullable;

/**
 * Where and how the gateway listens.
 *
 * @param host the name or address to bind
 * @param port the TCP port; 0 lets the system pick one
 * @param instances how many event loops serve, usually one a core
 * @param workers how many threads do what may block: sinks of bodies and reads of files
 * @param backlog how many connections the kernel holds before they are accepted
 * @param sendFile whether event loops may send what is in memory, by the kernel's copy or,
 *     encrypted, by their own reads; without, workers read
 * @param tls what the port proves itself with; null: plain HTTP
 */
public record HttpSettings(
    String host,
    int port,
    int instances,
    int workers,
    int backlog,
    boolean sendFile,
    HttpLimits limits,
    HttpTimeouts timeouts,
    HttpCrowding crowding,
    @Nullable TlsIdentity tls) {
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
    if (instances < 1 || workers < 1 || backlog < 1) {
      throw new IllegalArgumentException("instances, workers and backlog must be at least 1");
    }
  }

  /** The defaults for a host and port, with so many event loops. */
  public static HttpSettings defaults(String host, int port, int instances) {
    return new HttpSettings(
        host,
        port,
        instances,
        64,
        1_024,
        true,
        HttpLimits.DEFAULTS,
        HttpTimeouts.DEFAULTS,
        HttpCrowding.DEFAULTS,
        null);
  }

  /** The same, with or without the kernel's copy. */
  public HttpSettings withSendFile(boolean other) {
    return new HttpSettings(
        host, port, instances, workers, backlog, other, limits, timeouts, crowding, tls);
  }

  /** The same with other limits. */
  public HttpSettings withLimits(HttpLimits other) {
    return new HttpSettings(
        host, port, instances, workers, backlog, sendFile, other, timeouts, crowding, tls);
  }

  /** The same with other deadlines. */
  public HttpSettings withTimeouts(HttpTimeouts other) {
    return new HttpSettings(
        host, port, instances, workers, backlog, sendFile, limits, other, crowding, tls);
  }

  /** The same with TLS, or without. */
  public HttpSettings withTls(@Nullable TlsIdentity other) {
    return new HttpSettings(
        host, port, instances, workers, backlog, sendFile, limits, timeouts, crowding, other);
  }

  /** The same, refusing others than before when it is crowded. */
  public HttpSettings withCrowding(HttpCrowding other) {
    return new HttpSettings(
        host, port, instances, workers, backlog, sendFile, limits, timeouts, other, tls);
  }
}
