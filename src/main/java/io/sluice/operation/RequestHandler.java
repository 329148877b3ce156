package io.sluice.operation;

import io.sluice.s3.RequestHead;
import io.vertx.core.Future;

/** Answers one request: the seam between the sockets and everything behind them. */
public interface RequestHandler {
  /**
   * Answers a request. Called on an event loop, so it must not block; the future may be completed
   * on any thread.
   *
   * <p>A failure with {@link io.sluice.model.RefusedException} becomes its error document, any
   * other is logged with the request id and becomes INTERNAL_ERROR. The body need not be read: what
   * is left of it is thrown away. When the client goes, the work may go on, and its answer is
   * dropped and closed.
   *
   * @param notes gets what becomes clear of the request on the way
   */
  Future<S3Response> handle(RequestHead head, RequestBody body, RequestNotes notes);
}
