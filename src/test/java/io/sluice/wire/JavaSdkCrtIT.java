package io.sluice.wire;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The SDK's client over the AWS Common Runtime. */
@ExtendWith(SharedWire.class)
final class JavaSdkCrtIT {
  private final S3AsyncClient s3;
  private final AsyncJobs jobs;

  JavaSdkCrtIT(Wire wire) {
    this.s3 = AsyncClients.crt(wire);
    this.jobs = new AsyncJobs(wire, s3, "crt/");
  }

  @AfterEach
  void close() {
    s3.close();
  }

  @Test
  void bytes_of_every_size_come_back_the_same() throws IOException {
    for (int sizeBytes : AsyncJobs.SIZES) {
      jobs.carryBytes(sizeBytes);
    }
  }

  @Test
  void files_come_back_the_same() throws IOException {
    jobs.carryFile(40);
  }

  @Test
  void streams_come_back_the_same_whether_their_size_is_known_or_not() {
    jobs.carryStream(3, true);
    jobs.carryStream(2, false);
    jobs.carryStream(11, false);
  }

  @Test
  void many_objects_at_once_are_stored_listed_and_deleted() {
    jobs.carryMany(50);
  }

  @Test
  void copies_ranges_and_refusals_are_as_the_client_expects() {
    jobs.copyRangeAndRefusals();
  }
}
