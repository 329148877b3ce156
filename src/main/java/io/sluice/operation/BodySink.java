package io.sluice.operation;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes a request body in batches, on worker threads, never two at once. May block: the socket is
 * paused meanwhile.
 */
public interface BodySink {
  /**
   * Takes the next bytes, in order. The buffers are valid only during the call.
   *
   * @throws Exception to stop the transfer; a {@link io.sluice.model.RefusedException} becomes the
   *     answer
   */
  void accept(List<ByteBuffer> batch) throws Exception;
}
