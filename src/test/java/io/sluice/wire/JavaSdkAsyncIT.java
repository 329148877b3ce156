package io.sluice.wire;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The SDK's asynchronous client over Netty: as it comes, and sending parts on its own. */
@ExtendWith(SharedWire.class)
final class JavaSdkAsyncIT {
  private final S3AsyncClient plain;
  private final S3AsyncClient inParts;
  private final AsyncJobs whole;
  private final AsyncJobs parts;

  JavaSdkAsyncIT(Wire wire) {
    this.plain = AsyncClients.plain(wire);
    this.inParts = AsyncClients.inParts(wire);
    this.whole = new AsyncJobs(wire, plain, "async/whole/");
    this.parts = new AsyncJobs(wire, inParts, "async/parts/");
  }

  @AfterEach
  void close() {
    plain.close();
    inParts.close();
  }

  @Test
  void bytes_of_every_size_come_back_the_same() throws IOException {
    for (int sizeBytes : AsyncJobs.SIZES) {
      whole.carryBytes(sizeBytes);
      if (sizeBytes > 0) {
        parts.carryBytes(sizeBytes);
      }
    }
  }

  /**
   * Into a file, not into memory. Into memory (toBytes), this client with parts on may wait for
   * ever for an empty object, after it got and took the whole answer, whatever the server: in SDK
   * 2.57.8 ByteArraySplittingTransformer notes that a stream came only after the stream was handed
   * on, and a stream that ends at once may be done by then on another thread, which then completes
   * nothing. A listener that answers any GET with "Content-Length: 0" shows it within some ten
   * calls.
   */
  @Test
  void empty_objects_come_back_into_a_file() throws IOException {
    parts.carryEmptyFile();
  }

  @Test
  void files_come_back_the_same() throws IOException {
    whole.carryFile(40);
    parts.carryFile(40);
  }

  @Test
  void streams_come_back_the_same_whether_their_size_is_known_or_not() {
    whole.carryStream(3, true);
    parts.carryStream(2, false);
    parts.carryStream(11, false);
  }

  @Test
  void many_objects_at_once_are_stored_listed_and_deleted() {
    whole.carryMany(50);
  }

  @Test
  void copies_ranges_and_refusals_are_as_the_client_expects() {
    whole.copyRangeAndRefusals();
    parts.copyRangeAndRefusals();
  }
}
