package io.sluice.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedDigestTest {
  @Test
  void a_published_vector_comes_out() {
    // RFC 4231, test case 2.
    byte[] text = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    byte[] digest = new KeyedDigest("Jefe".getBytes(StandardCharsets.US_ASCII)).of(text);
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 63, 64, 65, 200})
  void keys_and_messages_of_every_length_give_what_the_jdk_gives(int keyBytes) throws Exception {
    Random random = new Random(keyBytes);
    byte[] key = new byte[keyBytes];
    random.nextBytes(key);
    KeyedDigest digest = new KeyedDigest(key);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (int length : new int[] {0, 1, 2, 3, 55, 56, 63, 64, 65, 4_096}) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      assertThat(digest.of(message)).isEqualTo(mac.doFinal(message));
    }
  }

  @Test
  void many_threads_may_use_one_at_once() {
    KeyedDigest digest = new KeyedDigest(new byte[] {1, 2, 3});
    byte[][] alone = new byte[64][];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = digest.of(new byte[i]);
    }
    assertThat(
            IntStream.range(0, 20_000)
                .parallel()
                .allMatch(i -> Arrays.equals(digest.of(new byte[i % 64]), alone[i % 64])))
        .isTrue();
  }
}
