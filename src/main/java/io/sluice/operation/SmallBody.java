package io.sluice.operation;

import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Reads a document that a request carries into memory, and verifies it like any body. */
final class SmallBody {
  private SmallBody() {}

  /** The document; refused before it is read when it is longer than allowed. */
  static Future<byte[]> read(Exchange exchange, BodyPlan plan, int mostBytes) {
    return exchange.body().collect(mostBytes).map(wire -> verified(wire, plan));
  }

  private static byte[] verified(byte[] wire, BodyPlan plan) {
    var verifier = new BodyVerifier(plan, false);
    var document = new ByteArrayOutputStream(wire.length);
    verifier.accept(
        ByteBuffer.wrap(wire),
        plain -> {
          byte[] bytes = new byte[plain.remaining()];
          plain.get(bytes);
          document.writeBytes(bytes);
        });
    verifier.finish();
    return document.toByteArray();
  }
}
