package io.sluice.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands immutable messages over by reference inside one process. Nothing is encoded: a node that is
 * not part of a cluster has nobody to send bytes to.
 */
final class ReferenceCodec implements MessageCodec<Object, Object> {
  static final String NAME = "sluice-reference";

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    throw new IllegalStateException("this node is not part of a cluster");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("this node is not part of a cluster");
  }

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
