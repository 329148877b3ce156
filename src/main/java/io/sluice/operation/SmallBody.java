package io.sluice.operation;

import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads a document that a request carries into memory, and verifies it like any body. */
final class SmallBody {
  private SmallBody() {}

  /** The document; refused before it is read when it is longer than allowed. */
  static Future<byte[]> read(Exchange exchange, BodyPlan plan, int mostBytes) {
    return exchange.body().collect(mostBytes).map(wire -> verified(wire, plan));
  }

  static byte[] verified(byte[] wire, BodyPlan plan) {
    var verifier = new BodyVerifier(plan, false);
    // Taken apart in place: content never comes before what announces it.
    ByteBuffer document = ByteBuffer.wrap(wire);
    verifier.accept(ByteBuffer.wrap(wire), document::put);
    verifier.finish();
    int length = document.position();
    return length == wire.length ? wire : Arrays.copyOf(wire, length);
  }
}
