package io.sluice.telemetry;

import java.time.InstantSource;

/** What the rooms report to. Built once for each node; all of it is safe for use by any thread. */
public record Telemetry(Meters meters, NodeHealth health, StatusBoard status, RequestLog requests)
    implements AutoCloseable {

  /**
   * Everything for one node, with its version, start and state on the board.
   *
   * @param version of the program, for the status
   * @param logRequests whether each request is logged in one line
   */
  public static Telemetry create(String version, boolean logRequests, InstantSource clock) {
    Meters meters = Meters.create();
    NodeHealth health = new NodeHealth();
    StatusBoard status = new StatusBoard();
    String started = clock.instant().toString();
    status.put("version", () -> version);
    status.put("started", () -> started);
    status.put("state", () -> health.state().toString());
    return new Telemetry(meters, health, status, new RequestLog(meters, logRequests));
  }

  @Override
  public void close() {
    meters.close();
  }
}
