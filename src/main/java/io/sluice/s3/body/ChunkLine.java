package io.sluice.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Collects one line of a chunked body, up to CR LF, however it was cut into buffers. Bounded. */
final class ChunkLine {
  private static final int MAX_BYTES = 8 * 1024;

  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(128);
  private boolean afterCarriageReturn;

  /** Takes bytes up to the end of the line; null when the line goes on. The CR LF is left out. */
  @Nullable String take(ByteBuffer in) {
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == '\n' && afterCarriageReturn) {
        return finished();
      }
      afterCarriageReturn = b == '\r';
      collected.write(b);
      if (collected.size() > MAX_BYTES) {
        throw tooLong();
      }
    }
    return null;
  }

  private String finished() {
    String line = collected.toString(ISO_8859_1);
    collected.reset();
    afterCarriageReturn = false;
    return line.substring(0, line.length() - 1);
  }

  private static RefusedException tooLong() {
    return Refusal.exception(Reason.INVALID_CHUNK_SIZE, "A line of the chunked body is too long.");
  }
}
