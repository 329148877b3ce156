package io.sluice.s3.body;

import static io.sluice.s3.body.BodyFixture.bytes;
import static io.sluice.s3.body.BodyFixture.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ChecksummerTest {
  private static byte[] of(ChecksumAlgorithm algorithm, byte[] content) {
    Checksummer checksummer = Checksummer.of(algorithm);
    checksummer.update(BodyFixture.buffer(content));
    return checksummer.value();
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32,cbf43926",
    "CRC32C,e3069283",
    "CRC64NVME,ae8b14860a799888",
    "SHA1,f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256,15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  })
  void the_check_value_of_each_algorithm(ChecksumAlgorithm algorithm, String hex) {
    assertThat(HexFormat.of().formatHex(of(algorithm, bytes("123456789")))).isEqualTo(hex);
  }

  @Test
  void a_value_is_written_in_base64() {
    Checksummer checksummer = Checksummer.of(ChecksumAlgorithm.CRC32C);
    checksummer.update(BodyFixture.buffer(bytes("a".repeat(66_560))));
    assertThat(checksummer.checksum())
        .isEqualTo(new Checksum(ChecksumAlgorithm.CRC32C, Checksum.Type.FULL_OBJECT, "sOO8/Q=="));
    assertThat(Checksummer.of(ChecksumAlgorithm.CRC64NVME).checksum().value())
        .isEqualTo("AAAAAAAAAAA=");
  }

  @ParameterizedTest
  @EnumSource(ChecksumAlgorithm.class)
  void pieces_make_no_difference(ChecksumAlgorithm algorithm) {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] content = random(seed, random.nextInt(2000));
      Checksummer pieces = Checksummer.of(algorithm);
      for (byte[] piece : BodyFixture.cutAnyhow(content, random, 70)) {
        pieces.update(BodyFixture.buffer(piece));
      }
      assertThat(pieces.value()).as("seed " + seed).isEqualTo(of(algorithm, content));
    }
  }

  @Test
  void sixteen_bytes_a_step_equal_one_bit_a_step() {
    for (int length = 0; length < 200; length++) {
      byte[] content = random(length, length + 3);
      Crc64Nvme sum = new Crc64Nvme();
      sum.update(content, 3, length);
      assertThat(sum.getValue())
          .as("length " + length)
          .isEqualTo(bitwise(Arrays.copyOfRange(content, 3, length + 3)));
      sum.reset();
      assertThat(sum.getValue()).isZero();
    }
  }

  private static long bitwise(byte[] content) {
    long crc = -1L;
    for (byte b : content) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ Crc64Nvme.POLYNOMIAL;
      }
    }
    return ~crc;
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void parts_combine_into_the_whole(ChecksumAlgorithm algorithm) {
    CrcCombine combine = CrcCombine.of(algorithm);
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] content = random(seed, random.nextInt(20_000));
      List<byte[]> parts = BodyFixture.cutAnyhow(content, random, 1 + random.nextInt(5000));
      byte[] whole = new byte[algorithm.lengthBytes()];
      for (byte[] part : parts) {
        whole = combine.combine(whole, of(algorithm, part), part.length);
      }
      assertThat(whole).as("seed " + seed).isEqualTo(of(algorithm, content));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void lengths_at_their_edges_combine(ChecksumAlgorithm algorithm) {
    CrcCombine combine = CrcCombine.of(algorithm);
    for (int length : new int[] {0, 1, 2, 3, 4095, 4096, 4097, 5_000_001}) {
      byte[] a = bytes("first");
      byte[] b = random(length, length);
      byte[] both = Arrays.copyOf(a, a.length + length);
      System.arraycopy(b, 0, both, a.length, length);
      assertThat(combine.combine(of(algorithm, a), of(algorithm, b), length))
          .isEqualTo(of(algorithm, both));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void lengths_beyond_what_can_be_read_combine_in_any_grouping(ChecksumAlgorithm algorithm) {
    CrcCombine combine = CrcCombine.of(algorithm);
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] a = random(seed, algorithm.lengthBytes());
      byte[] b = random(seed + 1000, algorithm.lengthBytes());
      byte[] c = random(seed + 2000, algorithm.lengthBytes());
      long lengthB = random.nextLong(1L << 50);
      long lengthC = random.nextLong(1L << 50);
      byte[] left = combine.combine(combine.combine(a, b, lengthB), c, lengthC);
      byte[] right = combine.combine(a, combine.combine(b, c, lengthC), lengthB + lengthC);
      assertThat(left).as("seed " + seed).isEqualTo(right);
    }
  }
}
