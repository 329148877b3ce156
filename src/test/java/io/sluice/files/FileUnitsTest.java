package io.sluice.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that need no file system. */
class FileUnitsTest {
  private static final ContentClaim CLAIM = Samples.claim(new byte[] {1});
  private static final long SLACK = ContentStamp.SLACK_NANOS;

  @ParameterizedTest
  @EnumSource(Errno.class)
  void every_error_has_its_number(Errno errno) {
    if (errno != Errno.OTHER) {
      assertThat(Errno.of(errno.number())).isEqualTo(errno);
      assertThat(FileFailure.of(-errno.number(), "call", "subject").errno()).isEqualTo(errno);
      assertThat(FileFailure.of(-errno.number(), "call", "subject"))
          .hasMessage("call subject: " + errno);
    }
  }

  @Test
  void an_error_that_nobody_tells_apart_keeps_its_number_in_the_message() {
    assertThat(FileFailure.of(-71, "open", "key")).hasMessage("open key (errno 71): OTHER");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, true",
    "0, 0, 0, 1, true",
    "1, 0, 0, 0, false",
    "0, 1, 0, 0, false",
    "0, 0, 1, 0, false",
    "0, 0, -1, 0, false",
    "0, 0, 0, -5, true",
  })
  void a_claim_counts_for_the_state_it_was_written_for(
      long inode, long size, long mtime, long ctime, boolean counts) {
    ContentStamp stamp = ContentStamp.of(CLAIM, new FileIdentity(7, 10, 1000, 2000));
    assertThat(stamp.counts(new FileIdentity(7 + inode, 10 + size, 1000 + mtime, 2000 + ctime)))
        .isEqualTo(counts);
  }

  @Test
  void a_later_change_ends_a_claim_though_size_and_mtime_were_put_back() {
    ContentStamp stamp = ContentStamp.of(CLAIM, new FileIdentity(7, 10, 1000, 2000));
    assertThat(stamp.counts(new FileIdentity(7, 10, 1000, 2000 + SLACK))).isTrue();
    assertThat(stamp.counts(new FileIdentity(7, 10, 1000, 2001 + SLACK))).isFalse();
  }

  @Test
  void attributes_survive_their_encoding() {
    ContentStamp stamp = ContentStamp.of(CLAIM, new FileIdentity(-2, 10, -1000, Long.MAX_VALUE));
    assertThat(AttributeCodec.stamp(AttributeCodec.encode(stamp))).isEqualTo(stamp);
    for (ObjectMetadata metadata :
        new ObjectMetadata[] {
          Samples.METADATA,
          ObjectMetadata.NONE,
          new ObjectMetadata("", null, "\"\\\n\t", null, null, null, Map.of("a", "\u0001"))
        }) {
      assertThat(AttributeCodec.metadata(AttributeCodec.encode(metadata))).isEqualTo(metadata);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "\"x\"",
        "{\"tag\":7}",
        "{\"tag\":\"00000000000000000000000000000000-0\"}",
        "{\"tag\":\"00000000000000000000000000000000\",\"checksums\":[[\"MD4\"]]}",
        "{\"tag\":\"00000000000000000000000000000000\",\"parts\":[[0,1]]}",
        "{\"user\":[1],\"contentType\":{}}",
        "\u0000\u0001"
      })
  void what_a_pod_wrote_into_our_attributes_reads_as_absent(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    assertThat(AttributeCodec.stamp(bytes)).isNull();
    assertThat(AttributeCodec.metadata(bytes)).isEqualTo(ObjectMetadata.NONE);
    SidecarRecord sidecar = SidecarRecord.decode(bytes);
    if (sidecar != null) {
      assertThat(sidecar.values()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024, 1025, 4000, 65_000})
  void a_long_value_is_packed_and_comes_back(int length) {
    byte[] value = "{\"key\":1}".repeat(length / 9 + 1).substring(0, length).getBytes(US_ASCII);
    byte[] packed = PackedValue.pack(value);
    assertThat(PackedValue.unpack(packed)).isEqualTo(value);
    assertThat(packed.length < 2000 || length <= 1024).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0001", "\u0001x", "\u0001\u0000\u0000"})
  void a_packed_value_that_is_not_ours_reads_as_absent(String value) {
    assertThat(PackedValue.unpack(value.getBytes(US_ASCII))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0xEF53L, 0x58465342L, 0xFFFFFFFF9123683EL})
  void local_file_systems_are_known(long magic) {
    assertThat(FileSystems.of(magic).isNetwork()).isFalse();
  }

  @Test
  void an_unknown_file_system_may_be_a_networks() {
    assertThat(FileSystems.of(0x1234)).isEqualTo(new FileSystems.Known("0x1234", true));
  }

  @Test
  void a_path_keeps_its_bytes() {
    assertThat(new String(RootPath.bytes(Path.of("/a b/100%/ü/#?")), StandardCharsets.UTF_8))
        .isEqualTo("/a b/100%/ü/#?");
  }
}
