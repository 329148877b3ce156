package io.sluice.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSeed;
import io.sluice.s3.auth.CredentialScope;
import io.sluice.s3.auth.SigningKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bodies, and ways to cut them. */
final class BodyFixture {
  static final ChunkSeed SEED =
      seed("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

  private BodyFixture() {}

  /** A seed in the setting of the S3 API reference's examples. */
  static ChunkSeed seed(String signature) {
    CredentialScope scope = new CredentialScope("20130524", "us-east-1", "s3");
    SigningKey key = SigningKey.derive("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope);
    return new ChunkSeed(signature, key, scope, "20130524T000000Z");
  }

  static ChunkedBody chunked(ChunkForm form) {
    return new ChunkedBody(form, SEED);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static List<byte[]> cutAt(byte[] wire, int at) {
    return List.of(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length));
  }

  static List<byte[]> cutAnyhow(byte[] wire, Random random, int longest) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < wire.length; ) {
      int end = Math.min(wire.length, at + random.nextInt(longest + 1));
      pieces.add(Arrays.copyOfRange(wire, at, end));
      at = end;
    }
    return pieces;
  }

  /** A direct, read-only buffer now and then, as sockets have them. */
  static ByteBuffer buffer(byte[] piece) {
    if (piece.length % 2 == 0) {
      return ByteBuffer.wrap(piece);
    }
    return ByteBuffer.allocateDirect(piece.length).put(piece).flip().asReadOnlyBuffer();
  }

  static void refused(Reason reason, ThrowingCallable call) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, call);
    assertThat(refused).as("must be refused with " + reason).isNotNull();
    assertThat(refused.refusal().reason()).as(refused.getMessage()).isEqualTo(reason);
  }
}
