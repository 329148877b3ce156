package io.sluice.cli;

import io.sluice.http.RequestObserver;
import io.sluice.http.RequestSummary;
import io.sluice.operation.RequestNotes;
import io.sluice.telemetry.RequestLog;
import io.sluice.telemetry.RequestRecord;

/** Hands what the sockets saw of a request to the log and the meters. */
record RequestReports(RequestLog requests) implements RequestObserver {
  @Override
  public void done(RequestSummary summary) {
    RequestNotes notes = summary.notes();
    requests.answered(
        new RequestRecord(
            summary.requestId(),
            summary.remote(),
            notes.user(),
            notes.accessKey(),
            summary.head().method(),
            notes.operation(),
            notes.bucket(),
            notes.key(),
            summary.status(),
            summary.errorCode(),
            summary.bytesIn(),
            summary.bytesOut(),
            summary.nanos()));
  }
}
