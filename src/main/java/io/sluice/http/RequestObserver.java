package io.sluice.http;

/**
 * Is told of every request once, when its answer is out or its client gone. For log and metrics.
 */
public interface RequestObserver {
  /** Called on an event loop; must not block. */
  void done(RequestSummary summary);
}
