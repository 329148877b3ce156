package io.sluice.operation;

import io.sluice.files.OpenFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What follows the headers of an answer. */
public sealed interface ResponseBody {
  /** Nothing. */
  record Empty() implements ResponseBody {}

  /** Bytes in memory. */
  record Bytes(Buffer buffer) implements ResponseBody {}

  /** A range of a file. Whoever sends it closes the file, whatever happens. */
  record FileRange(OpenFile file, long offsetBytes, long lengthBytes) implements ResponseBody {}

  /**
   * An answer that takes long: status and headers go out at once, then white space every few
   * seconds, then this XML. A failure becomes an error document, since the status has been sent.
   */
  record Slow(Future<Buffer> document) implements ResponseBody {}
}
