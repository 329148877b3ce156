package io.sluice.http;

import io.vertx.core.buffer.Buffer;

/** Takes a body's pieces on the event loop. After {@code end} or {@code broken} nothing comes. */
interface BodyReader {
  /** A piece is there during the call; who keeps it longer retains and releases it. */
  void data(Buffer piece);

  void end();

  /** The rest will never come. */
  void broken(Throwable why);

  /** Whether it can do nothing until the client sends more. */
  boolean isHungry();
}
