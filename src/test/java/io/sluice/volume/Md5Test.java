package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Md5Test {
  @Test
  void every_length_around_the_block_gives_what_the_jdk_gives() throws Exception {
    MessageDigest jdk = MessageDigest.getInstance("MD5");
    Md5 md5 = new Md5();
    for (int length = 0; length <= 300; length++) {
      byte[] content = OwnedFixture.bytes(length, 1);
      md5.update(content, 0, length);
      assertThat(md5.finish()).as("%d bytes", length).isEqualTo(jdk.digest(content));
    }
  }

  @Test
  void any_split_and_any_number_of_restarts_give_the_same() throws Exception {
    long seed = 20_261_122;
    Random random = new Random(seed);
    byte[] content = OwnedFixture.bytes(1 << 20, 2);
    byte[] expected = MessageDigest.getInstance("MD5").digest(content);
    for (int round = 0; round < 20; round++) {
      Md5 md5 = new Md5();
      int at = 0;
      while (at < content.length) {
        int count = Math.min(content.length - at, random.nextInt(1 << (1 + random.nextInt(18))));
        md5.update(content, at, count);
        at += count;
        if (random.nextInt(4) == 0) {
          ByteBuffer state = ByteBuffer.allocate(Md5.STATE_BYTES);
          md5.state(state);
          md5 = Md5.resumed(state.flip());
        }
      }
      assertThat(md5.finish()).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }
}
