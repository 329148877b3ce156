package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Gathers a small body in memory, up to a limit. Room for it is taken before there are any bytes
 * ({@link Admission#gather}), at once where its length is known, and kept until the request is
 * done: what is made of the bytes is about as long.
 */
final class BodyCollector implements BodyReader {
  private static final int FIRST_BYTES = 8 * 1_024;
  private static final byte[] NONE = {};

  private final SocketBody body;
  private final Admission admission;
  private final int limitBytes;
  private final Promise<byte[]> done = Promise.promise();
  private byte[] gathered = NONE;
  private int length;

  BodyCollector(SocketBody body, Admission admission, int limitBytes) {
    this.body = body;
    this.admission = admission;
    this.limitBytes = limitBytes;
  }

  static RefusedException tooLarge(int limitBytes) {
    return Refusal.exception(
        Reason.ENTITY_TOO_LARGE, "The request body may have at most " + limitBytes + " bytes.");
  }

  static RefusedException noRoom() {
    return Refusal.exception(Reason.SLOW_DOWN, "Please reduce your request rate.");
  }

  /** Takes room for so many bytes in all; false, and nothing taken, when there is none. */
  boolean makeRoom(int bytes) {
    if (!admission.gather(bytes - gathered.length, bytes)) {
      return false;
    }
    gathered = Arrays.copyOf(gathered, bytes);
    return true;
  }

  Future<byte[]> done() {
    return done.future();
  }

  @Override
  public void data(Buffer piece) {
    if (done.future().isComplete()) {
      return;
    }
    int needed = length + piece.length();
    if (needed > limitBytes) {
      refuse(tooLarge(limitBytes));
    } else if (needed > gathered.length && !makeRoom(grown(needed))) {
      refuse(noRoom());
    } else {
      piece.getBytes(gathered, length);
      length = needed;
    }
  }

  private int grown(int needed) {
    return (int)
        Math.min(limitBytes, Math.max(Math.max(FIRST_BYTES, needed), 2L * gathered.length));
  }

  private void refuse(RefusedException why) {
    body.hold();
    done.fail(why);
  }

  @Override
  public void end() {
    done.tryComplete(length == gathered.length ? gathered : Arrays.copyOf(gathered, length));
  }

  @Override
  public void broken(Throwable why) {
    done.tryFail(why);
  }

  @Override
  public boolean isHungry() {
    return !done.future().isComplete();
  }

  /** Gives the room back: nobody needs the bytes any more, nor those that may still come. */
  void letGo() {
    done.tryFail(new IllegalStateException("the request is done"));
    admission.letGo(gathered.length);
    gathered = NONE;
  }
}
