package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartLayoutTest {
  private static final EntityTag TAG = new EntityTag("00112233445566778899aabbccddeeff-2");

  @Test
  void checksums_belong_to_parts_one_to_one() {
    PartLayout layout = PartLayout.of(List.of(5L, 3L));
    assertThat(layout.withChecksums(List.of("AAAA", "BBBB")).checksums())
        .containsExactly("AAAA", "BBBB");
    assertThat(layout.withChecksums(List.of("AAAA"))).isEqualTo(layout);
    assertThat(layout.withChecksums(List.of())).isEqualTo(layout);
  }

  @Test
  void too_many_checksums_are_not_kept() {
    PartLayout layout = PartLayout.of(Collections.nCopies(10_000, 5L));
    assertThat(layout.withChecksums(Collections.nCopies(10_000, "x".repeat(44)))).isEqualTo(layout);
    assertThat(layout.count()).isEqualTo(10_000);
  }

  @Test
  void the_object_s_checksum_says_what_those_of_its_parts_are() {
    var whole = new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.COMPOSITE, "CCCC-2");
    PartLayout layout = PartLayout.of(List.of(5L, 3L)).withChecksums(List.of("AAAA", "BBBB"));
    var claim = new ContentClaim(TAG, List.of(whole), layout);
    assertThat(claim.partChecksum(2))
        .isEqualTo(new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.COMPOSITE, "BBBB"));
    assertThat(claim.partChecksum(3)).isNull();
    assertThat(new ContentClaim(TAG, List.of(), layout).partChecksum(1)).isNull();
  }
}
