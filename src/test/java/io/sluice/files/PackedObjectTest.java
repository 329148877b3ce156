package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Metadata and claim in one short attribute. */
class PackedObjectTest {
  /** What ext4 leaves in an inode of 256 bytes beside the attribute's name. */
  private static final int IN_INODE_BYTES = 60;

  private static final EntityTag TAG = new EntityTag("0123456789abcdef0123456789abcdef");
  private static final long NOW = 1_763_850_000_123_456_789L;

  private static ObjectMetadata typed(String type) {
    return new ObjectMetadata(type, null, null, null, null, null, Map.of());
  }

  private static ContentStamp stamp(List<Checksum> checksums) {
    var claim = new ContentClaim(TAG, checksums, PartLayout.WHOLE);
    return new ContentStamp(claim, 123_456_789, 4096, NOW, NOW + 31_415);
  }

  private static Checksum checksum(ChecksumAlgorithm algorithm, Random random) {
    byte[] bytes = new byte[algorithm.lengthBytes()];
    random.nextBytes(bytes);
    String value = Base64.getEncoder().encodeToString(bytes);
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value);
  }

  @Test
  void what_most_clients_store_fits_into_an_inode() {
    Checksum crc = checksum(ChecksumAlgorithm.CRC64NVME, new Random(1));
    for (ObjectMetadata metadata :
        List.of(ObjectMetadata.NONE, typed("binary/octet-stream"), typed("application/json"))) {
      byte[] value = new PackedObject(metadata, stamp(List.of(crc))).encode();
      assertThat(value).hasSizeLessThanOrEqualTo(IN_INODE_BYTES);
    }
  }

  @Test
  void all_comes_back() {
    Random random = new Random(7);
    var rich =
        new ObjectMetadata("a/b", "gzip", "inline", "de", "no-store", "0", Map.of("k", "ü\n\"v"));
    for (ObjectMetadata metadata :
        List.of(ObjectMetadata.NONE, typed("text/plain"), typed("x/unknown"), rich)) {
      for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
        var object = new PackedObject(metadata, stamp(List.of(checksum(algorithm, random))));
        assertThat(PackedObject.decode(object.encode())).isEqualTo(object);
      }
      var bare = new PackedObject(metadata, null);
      assertThat(PackedObject.decode(bare.encode())).isEqualTo(bare);
    }
  }

  @Test
  void times_may_lie_either_way() {
    Random random = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      var claim = new ContentClaim(TAG, List.of(), PartLayout.WHOLE);
      var stamp =
          new ContentStamp(
              claim,
              random.nextLong(Long.MAX_VALUE),
              random.nextLong(1L << random.nextInt(1, 62)),
              random.nextLong(),
              random.nextLong());
      var object = new PackedObject(ObjectMetadata.NONE, stamp);
      assertThat(PackedObject.decode(object.encode())).isEqualTo(object);
    }
  }

  @Test
  void what_pods_make_of_it_reads_as_absent_or_as_something_valid() {
    Random random = new Random(13);
    byte[] good = new PackedObject(typed("x/y"), stamp(List.of())).encode();
    for (int cut = 0; cut < good.length; cut++) {
      var _ = PackedObject.decode(Arrays.copyOf(good, cut));
    }
    for (int i = 0; i < 10_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      var _ = PackedObject.decode(bad);
    }
    assertThat(PackedObject.decode(new byte[0])).isNull();
    assertThat(PackedObject.decode(new byte[] {'{', '}'})).isNull();
    assertThat(PackedObject.decode(Arrays.copyOf(good, 20))).isNull();
  }

  @Test
  void parts_and_odd_checksums_are_kept_another_way() {
    Checksum crc = checksum(ChecksumAlgorithm.CRC32, new Random(1));
    var composite = new Checksum(crc.algorithm(), Checksum.Type.COMPOSITE, crc.value() + "-2");
    var odd = new Checksum(crc.algorithm(), Checksum.Type.FULL_OBJECT, "not base64!");
    var layout = PartLayout.of(List.of(5L, 3L));
    assertThat(PackedObject.holds(new ContentClaim(TAG, List.of(crc), PartLayout.WHOLE))).isTrue();
    assertThat(PackedObject.holds(new ContentClaim(TAG, List.of(composite), PartLayout.WHOLE)))
        .isFalse();
    assertThat(PackedObject.holds(new ContentClaim(TAG, List.of(odd), PartLayout.WHOLE))).isFalse();
    assertThat(PackedObject.holds(new ContentClaim(TAG, List.of(), layout))).isFalse();
  }
}
