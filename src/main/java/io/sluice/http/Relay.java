package io.sluice.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;

/** Passes another node's answer on as it comes, no faster than the client takes it. */
final class Relay {
  private final Forward forward;
  private final HttpClientResponse from;
  private final HttpServerResponse to;
  private final Promise<Void> done = Promise.promise();

  Relay(Forward forward, HttpServerResponse to) {
    this.forward = forward;
    this.from = forward.answer();
    this.to = to;
  }

  Future<Void> run() {
    from.exceptionHandler(_ -> done.tryFail(ForwardedBody.gone()));
    from.handler(this::pass);
    from.endHandler(_ -> to.end().onComplete(done::tryComplete, done::tryFail));
    to.drainHandler(_ -> from.resume());
    from.resume();
    return done.future();
  }

  private void pass(Buffer piece) {
    forward.moved();
    to.write(piece);
    if (to.writeQueueFull()) {
      from.pause();
    }
  }

  /** The client is gone: the other node need not go on either. */
  void cancel() {
    forward.cancel();
    done.tryFail(ForwardedBody.gone());
  }
}
