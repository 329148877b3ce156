package io.sluice.operation;

import io.vertx.core.Future;

/** A request's body, not yet read. At most one of the methods that read may be called, once. */
public interface RequestBody {
  /** The bytes announced by Content-Length, or -1 for a chunked transfer of unknown length. */
  long declaredBytes();

  /**
   * Reads the whole body into a sink with back-pressure; says "100 Continue" first when the client
   * waits for it. Completes after the last batch was taken. Fails with what the sink threw; with
   * INCOMPLETE_BODY or CLIENT_GONE when the client went or sent too little; with REQUEST_TIMEOUT
   * when it made no progress.
   */
  Future<Void> drainTo(BodySink sink);

  /**
   * Reads the whole body into memory. Fails with the given limit's refusal before reading more than
   * it.
   */
  Future<byte[]> collect(int limitBytes);
}
