package io.sluice.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSeed;
import io.sluice.s3.auth.ChunkSignatures;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Writes {@code aws-chunked} bodies as clients do. Public: tests of other rooms send such bodies.
 */
public final class ChunkedBody {
  private final ChunkForm form;
  private final ChunkSignatures chain;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public ChunkedBody(ChunkForm form, ChunkSeed seed) {
    this.form = form;
    this.chain = new ChunkSignatures(seed);
  }

  /** Adds a chunk; an empty one is the last, and lacks its line end, which {@link #end} adds. */
  public ChunkedBody chunk(byte[] data) {
    text(Integer.toHexString(data.length));
    if (form.isSigned()) {
      text(";chunk-signature=" + chain.signChunk(sha256(data)));
    }
    text("\r\n");
    out.writeBytes(data);
    if (data.length > 0) {
      text("\r\n");
    }
    return this;
  }

  /** Adds content in chunks of one size, and the last, empty chunk. */
  public ChunkedBody content(byte[] content, int chunkSize) {
    for (int at = 0; at < content.length; at += chunkSize) {
      chunk(Arrays.copyOfRange(content, at, Math.min(content.length, at + chunkSize)));
    }
    return chunk(new byte[0]);
  }

  /** Adds a trailer, with its signature where the form has one. */
  public ChunkedBody trailer(String name, String value) {
    text(name + ":" + value + "\r\n");
    return trailerSignature(name + ":" + value + "\n");
  }

  ChunkedBody trailerSignature(String signedText) {
    if (form.isSigned()) {
      String signature = chain.signTrailer(sha256(signedText.getBytes(ISO_8859_1)));
      text("x-amz-trailer-signature:" + signature + "\r\n");
    }
    return this;
  }

  /** Adds anything. */
  public ChunkedBody text(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
    return this;
  }

  /** The body with its last line end. */
  public byte[] end() {
    return text("\r\n").unfinished();
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  private static String sha256(byte[] data) {
    return HexFormat.of().formatHex(Digests.sha256().digest(data));
  }
}
