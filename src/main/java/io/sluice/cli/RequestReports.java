package io.sluice.cli;

import io.sluice.http.RequestObserver;
import io.sluice.http.RequestSummary;
import io.sluice.telemetry.RequestLog;
import io.sluice.telemetry.RequestRecord;

/** Hands what the sockets saw of a request to the log and the meters. */
record RequestReports(RequestLog requests) implements RequestObserver {
  @Override
  public void done(RequestSummary summary) {
    requests.answered(
        new RequestRecord(
            summary.requestId(),
            "",
            null,
            summary.head().method(),
            summary.head().method(),
            null,
            null,
            summary.status(),
            null,
            summary.bytesIn(),
            summary.bytesOut(),
            summary.nanos()));
  }
}
