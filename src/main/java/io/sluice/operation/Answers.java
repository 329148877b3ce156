package io.sluice.operation;

import io.netty.buffer.Unpooled;
import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartContent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms that answers take. */
final class Answers {
  private static final Map.Entry<String, String> XML = Map.entry("Content-Type", "application/xml");
  private static final ResponseBody NOTHING = new ResponseBody.Empty();

  private Answers() {}

  static S3Response xml(byte[] document) {
    return xml(ByteBuffer.wrap(document));
  }

  /** The same of a document that is sent as it lies there, not copied: nobody may change it. */
  static S3Response xml(ByteBuffer document) {
    Buffer body = BufferInternal.buffer(Unpooled.wrappedBuffer(document));
    return new S3Response(200, List.of(XML), new ResponseBody.Bytes(body));
  }

  static S3Response empty(int status) {
    return new S3Response(status, List.of(), NOTHING);
  }

  static S3Response empty(int status, List<Map.Entry<String, String>> headers) {
    return new S3Response(status, headers, NOTHING);
  }

  /** An object was written: its ETag and the checksum that was verified. */
  static S3Response written(ObjectEntry entry) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("ETag", entry.tag().quoted()));
    ContentClaim claim = entry.claim();
    if (claim != null) {
      claim.checksums().forEach(checksum -> addChecksum(headers, checksum));
      if (!claim.checksums().isEmpty()) {
        headers.add(Map.entry("x-amz-checksum-type", claim.checksums().getFirst().type().name()));
      }
    }
    return empty(200, headers);
  }

  static S3Response partWritten(PartContent part) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("ETag", '"' + part.md5Hex() + '"'));
    addChecksum(headers, part.checksum());
    return empty(200, headers);
  }

  /**
   * An answer whose document may take long: the status goes out early, and white space after it, so
   * that no proxy between gives up.
   */
  static S3Response slow(Future<byte[]> document) {
    return new S3Response(200, List.of(XML), new ResponseBody.Slow(document.map(Buffer::buffer)));
  }

  private static void addChecksum(
      List<Map.Entry<String, String>> headers, @Nullable Checksum checksum) {
    if (checksum != null) {
      headers.add(Map.entry(checksum.algorithm().headerName(), checksum.value()));
    }
  }
}
