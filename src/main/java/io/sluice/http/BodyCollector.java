package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** Gathers a small body in memory, up to a limit. */
final class BodyCollector implements BodyReader {
  private final SocketBody body;
  private final int limitBytes;
  private final Buffer gathered = Buffer.buffer();
  private final Promise<byte[]> done = Promise.promise();

  BodyCollector(SocketBody body, int limitBytes) {
    this.body = body;
    this.limitBytes = limitBytes;
  }

  static RefusedException tooLarge(int limitBytes) {
    return Refusal.exception(
        Reason.ENTITY_TOO_LARGE, "The request body may have at most " + limitBytes + " bytes.");
  }

  Future<byte[]> done() {
    return done.future();
  }

  @Override
  public void data(Buffer piece) {
    if (done.future().isComplete()) {
      return;
    }
    if (gathered.length() + piece.length() > limitBytes) {
      body.hold();
      done.fail(tooLarge(limitBytes));
      return;
    }
    gathered.appendBuffer(piece);
  }

  @Override
  public void end() {
    done.tryComplete(gathered.getBytes());
  }

  @Override
  public void broken(Throwable why) {
    done.tryFail(why);
  }

  @Override
  public boolean isHungry() {
    return !done.future().isComplete();
  }
}
