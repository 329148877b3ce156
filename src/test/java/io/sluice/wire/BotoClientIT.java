package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** boto3, as programs and notebooks use it. */
@ExtendWith(SharedWire.class)
final class BotoClientIT {
  private final Wire wire;
  private final Tool python;

  BotoClientIT(Wire wire) {
    this.wire = wire;
    this.python = Tool.find("python3", wire);
    Assumptions.assumeTrue(
        python.attempt("-c", "import boto3").exitCode() == 0, "boto3 is not installed");
  }

  @Test
  void a_large_file_goes_up_in_parts_on_four_threads_and_comes_back_the_same() throws IOException {
    Path file =
        Trees.largeFile(wire.home().resolve("large.bin"), Trees.largeMebibytes(), 20_260_102);
    LargeFileJob job = new LargeFileJob(python, wire, "boto/large/file.bin", file);
    System.out.println(job.upload().out());
    Path stored = wire.root().resolve("boto/large/file.bin");
    assertThat(Files.mismatch(file, stored)).isEqualTo(-1);
    System.out.println(job.compare().out());
    wire.s3().deleteObject(r -> r.bucket(Wire.BUCKET).key("boto/large/file.bin"));
    Files.delete(file);
  }

  @Test
  void transfers_copies_listings_and_refusals_are_as_boto3_expects() {
    Tool.Said said =
        python.run(
            LargeFileJob.script("boto_round_trip.py"),
            wire.endpoint().toString(),
            Wire.BUCKET,
            "boto/round/");
    assertThat(said.out()).contains("done");
  }
}
