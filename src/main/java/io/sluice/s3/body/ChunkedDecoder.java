package io.sluice.s3.body;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSignatures;
import io.sluice.s3.auth.PayloadPlan;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the {@code aws-chunked} form apart, in whatever pieces it arrives, and checks its
 * signatures.
 *
 * <p>A chunk's bytes are handed out before its signature, which covers all of them, can be checked:
 * so memory stays flat, whatever the size of a chunk. Nothing handed out may be used before {@link
 * #finish} has returned. No chunk may be longer than what is left of the declared length, which is
 * the only bound: some clients send a whole body as one chunk.
 *
 * <p>Source: S3 API reference, "Transferring Payload in Multiple Chunks" and "Including Trailing
 * Headers". Not safe for several threads.
 */
public final class ChunkedDecoder {
  private final ChunkForm form;
  private final long declaredBytes;
  private final ChunkSignatures chain;
  private final Trailer trailer;
  private final ChunkLine line = new ChunkLine();
  private final MessageDigest sha256 = Digests.sha256();

  private Expect expect = Expect.CHUNK_HEADER;
  private ChunkHeader chunk = new ChunkHeader(0, "");
  private long chunkRest;
  private long decodedBytes;
  private boolean blankBeforeTrailer;

  private enum Expect {
    CHUNK_HEADER,
    DATA,
    DATA_END,
    TRAILER_LINE,
    LAST_LINE_END,
    NOTHING
  }

  /**
   * @param declaredBytes the length of the body once decoded
   * @param announcedTrailers lower-case names that must follow the last chunk, and no others
   */
  public ChunkedDecoder(
      PayloadPlan.Chunked plan, long declaredBytes, Set<String> announcedTrailers) {
    this.form = plan.form();
    this.declaredBytes = declaredBytes;
    this.chain = new ChunkSignatures(plan.seed());
    this.trailer = new Trailer(announcedTrailers);
  }

  /** Takes all of the buffer and hands out the data in it as slices, in order. */
  public void accept(ByteBuffer in, Consumer<ByteBuffer> out) {
    while (in.hasRemaining()) {
      if (expect == Expect.DATA) {
        takeData(in, out);
      } else {
        String text = expect == Expect.NOTHING ? null : line.take(in);
        if (text != null) {
          takeLine(text);
        } else if (expect == Expect.NOTHING) {
          throw Refusal.exception(
              Reason.INVALID_REQUEST, "The request body goes on after the last chunk.");
        }
      }
    }
  }

  /** Call when the body has ended. */
  public void finish() {
    if (expect == Expect.TRAILER_LINE && blankBeforeTrailer && trailer.isEmpty()) {
      trailer.checkComplete();
    }
    if (expect != Expect.NOTHING || decodedBytes != declaredBytes) {
      throw incomplete();
    }
  }

  /** The trailing headers, names in lower case. Complete after {@link #finish}. */
  public Map<String, String> trailers() {
    return trailer.values();
  }

  public long decodedBytes() {
    return decodedBytes;
  }

  private void takeData(ByteBuffer in, Consumer<ByteBuffer> out) {
    int length = (int) Math.min(chunkRest, in.remaining());
    ByteBuffer data = in.slice(in.position(), length);
    in.position(in.position() + length);
    if (form.isSigned()) {
      sha256.update(data.duplicate());
    }
    chunkRest -= length;
    decodedBytes += length;
    if (chunkRest == 0) {
      expect = Expect.DATA_END;
      checkChunkSignature();
    }
    out.accept(data);
  }

  private void takeLine(String text) {
    switch (expect) {
      case CHUNK_HEADER -> takeHeader(ChunkHeader.parse(text));
      case DATA_END -> takeEmpty(text, Expect.CHUNK_HEADER);
      case LAST_LINE_END -> takeEmpty(text, Expect.NOTHING);
      case TRAILER_LINE -> takeTrailer(text);
      case DATA, NOTHING -> throw new IllegalStateException("no line is expected");
    }
  }

  private void takeHeader(ChunkHeader header) {
    if (header.sizeBytes() > declaredBytes - decodedBytes) {
      throw incomplete();
    }
    chunk = header;
    chunkRest = header.sizeBytes();
    if (chunkRest > 0) {
      expect = Expect.DATA;
    } else {
      checkChunkSignature();
      expect = form.hasTrailer() ? Expect.TRAILER_LINE : Expect.LAST_LINE_END;
    }
  }

  private void takeEmpty(String text, Expect next) {
    if (!text.isEmpty()) {
      throw Refusal.exception(
          Reason.INVALID_CHUNK_SIZE, "A chunk is longer than the size before it says.");
    }
    expect = next;
  }

  private void takeTrailer(String text) {
    if (!text.isEmpty()) {
      trailer.take(text);
    } else if (trailer.expectsLines() && trailer.isEmpty() && !blankBeforeTrailer) {
      // Some senders end the empty last chunk like any other, with a line end of its own.
      blankBeforeTrailer = true;
    } else {
      endTrailer();
    }
  }

  private void endTrailer() {
    trailer.checkComplete();
    if (form.isSigned()) {
      trailer.checkSignature(chain);
    }
    expect = Expect.NOTHING;
  }

  private void checkChunkSignature() {
    if (!form.isSigned()) {
      return;
    }
    String hash = HexFormat.of().formatHex(sha256.digest());
    if (!chain.acceptsChunk(hash, chunk.signature())) {
      throw Refusal.exception(
          Reason.SIGNATURE_DOES_NOT_MATCH, "The signature of a chunk does not match.");
    }
  }

  private static RefusedException incomplete() {
    return Refusal.exception(
        Reason.INCOMPLETE_BODY,
        "The request body does not have the length that the request declares.");
  }
}
