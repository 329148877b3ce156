package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VersionTagsTest {
  private static final long SEED = 20_261_123;

  @Test
  void each_of_many_is_the_digest_of_its_own_identity() throws Exception {
    Random random = new Random(SEED);
    VersionTags tags = new VersionTags();
    for (int i = 0; i < 1_000; i++) {
      FileIdentity file =
          new FileIdentity(
              random.nextLong(), random.nextLong() >>> 1, random.nextLong(), random.nextLong());
      assertThat(tags.of(file).value())
          .as("seed %d, %d", SEED, i)
          .isEqualTo(digest(file) + "-0")
          .isEqualTo(EntityTag.ofVersion(file).value());
    }
  }

  private static String digest(FileIdentity file) throws Exception {
    ByteBuffer fields = ByteBuffer.allocate(32);
    fields.putLong(file.inode()).putLong(file.sizeBytes());
    fields.putLong(file.mtimeNanos()).putLong(file.ctimeNanos());
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(fields.array()));
  }
}
