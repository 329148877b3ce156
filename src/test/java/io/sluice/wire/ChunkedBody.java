package io.sluice.wire;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A body in {@code aws-chunked} coding, in its three forms.
 *
 * <p>Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
 * Chunks", S3 API reference.
 */
final class ChunkedBody {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final String EMPTY_SHA256 = Content.hex("SHA-256", new byte[0]);

  /** The forms, named as {@code x-amz-content-sha256} names them. */
  enum Form {
    SIGNED("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    SIGNED_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
    UNSIGNED_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER");

    private final String token;

    Form(String token) {
      this.token = token;
    }

    boolean hasTrailer() {
      return this != SIGNED;
    }

    boolean isSigned() {
      return this != UNSIGNED_TRAILER;
    }
  }

  private final RawRequest request;
  private final Form form;
  private String previous = "";

  private ChunkedBody(RawRequest request, Form form) {
    this.request = request;
    this.form = form;
  }

  /** A PUT of this content in this form; its body is {@link #of}. */
  static RawRequest announce(RawRequest request, Form form, byte[] content) {
    request.header("x-amz-content-sha256", form.token);
    request.header("x-amz-decoded-content-length", String.valueOf(content.length));
    request.header("content-encoding", "aws-chunked");
    if (form.hasTrailer()) {
      request.header("x-amz-trailer", "x-amz-checksum-crc32c");
    }
    return request.header("content-length", String.valueOf(length(form, content.length)));
  }

  /** The body. The head of the request must have been made, since chunks are chained to it. */
  static byte[] of(RawRequest request, Form form, byte[] content) {
    return new ChunkedBody(request, form).encode(content);
  }

  private byte[] encode(byte[] content) {
    previous = request.signature();
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < content.length; at += CHUNK_BYTES) {
      int end = Math.min(content.length, at + CHUNK_BYTES);
      byte[] chunk = Arrays.copyOfRange(content, at, end);
      pieces.add(Content.utf8(chunkHead(chunk)));
      pieces.add(chunk);
      pieces.add(Content.utf8("\r\n"));
    }
    pieces.add(Content.utf8(chunkHead(new byte[0])));
    pieces.add(Content.utf8(trailer(content) + "\r\n"));
    return Content.concat(pieces.toArray(byte[][]::new));
  }

  private String chunkHead(byte[] chunk) {
    String size = Integer.toHexString(chunk.length);
    if (!form.isSigned()) {
      return size + "\r\n";
    }
    previous =
        request.chained(
            "AWS4-HMAC-SHA256-PAYLOAD",
            previous,
            EMPTY_SHA256 + "\n" + Content.hex("SHA-256", chunk));
    return size + ";chunk-signature=" + previous + "\r\n";
  }

  private String trailer(byte[] content) {
    if (!form.hasTrailer()) {
      return "";
    }
    String line = "x-amz-checksum-crc32c:" + Content.crc32c(content);
    if (!form.isSigned()) {
      return line + "\r\n";
    }
    String signature =
        request.chained(
            "AWS4-HMAC-SHA256-TRAILER",
            previous,
            Content.hex("SHA-256", Content.utf8(line + "\n")));
    return line + "\r\nx-amz-trailer-signature:" + signature + "\r\n";
  }

  private static int length(Form form, int contentLength) {
    RawRequest any = new RawRequest(URI.create("http://x:1"), "PUT", "/");
    any.head();
    return of(any, form, new byte[contentLength]).length;
  }
}
