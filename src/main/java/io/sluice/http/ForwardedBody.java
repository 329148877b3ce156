package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** Passes a body on to another node as it comes, no faster than that node takes it. */
final class ForwardedBody implements BodyReader {
  private final SocketBody body;
  private final HttpClientRequest onward;

  ForwardedBody(SocketBody body, HttpClientRequest onward, Forward forward) {
    this.body = body;
    this.onward = onward;
    onward.drainHandler(_ -> {
      forward.moved();
      body.flow();
    });
  }

  @Override
  public void data(Buffer piece) {
    onward.write(LentPieces.lasting(piece));
    if (onward.writeQueueFull()) {
      body.hold();
    }
  }

  @Override
  public void end() {
    onward.end();
  }

  @Override
  public void broken(Throwable why) {
    onward.reset(0, why);
  }

  @Override
  public boolean isHungry() {
    return true;
  }

  /** What a client is told when the other node went while it was at work. */
  static RuntimeException gone() {
    return Refusal.exception(
        Reason.SLOW_DOWN, "The node that was to answer has left the cluster; try again.");
  }

  /** What a client is told when the other node could not be reached, or broke off. */
  static RuntimeException unreachable() {
    return Refusal.exception(
        Reason.SERVICE_UNAVAILABLE, "The node that serves the bucket does not answer; try again.");
  }
}
