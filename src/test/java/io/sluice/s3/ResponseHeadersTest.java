package io.sluice.s3;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResponseHeadersTest {
  private static final FileIdentity IDENTITY = new FileIdentity(1, 10, 784111777_999_999_999L, 2);
  private static final EntityTag TAG = new EntityTag("00112233445566778899aabbccddeeff-2");
  private static final ObjectEntry WRITTEN =
      new ObjectEntry(
          ObjectKey.of("key.txt"),
          IDENTITY,
          new ObjectMetadata(
              "text/html",
              "gzip",
              "attachment",
              "de",
              "no-cache",
              "0",
              Map.of("color", "grün", "plain", "x y")),
          new ContentClaim(
              TAG,
              List.of(new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.COMPOSITE, "AAAA-2")),
              PartLayout.of(List.of(5L, 5L))));

  private static ReadOptions reading(
      @Nullable ByteRange range, @Nullable Integer part, boolean checksums) {
    return new ReadOptions(Conditions.NONE, range, null, part, ResponseOverrides.NONE, checksums);
  }

  @Test
  void a_written_object_tells_what_its_writer_said() {
    assertThat(ResponseHeaders.of(WRITTEN, ReadOptions.WHOLE))
        .containsExactlyInAnyOrder(
            entry("ETag", TAG.quoted()),
            entry("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
            entry("Accept-Ranges", "bytes"),
            entry("Content-Type", "text/html"),
            entry("Content-Encoding", "gzip"),
            entry("Content-Disposition", "attachment"),
            entry("Content-Language", "de"),
            entry("Cache-Control", "no-cache"),
            entry("Expires", "0"),
            entry("x-amz-meta-color", "=?UTF-8?B?Z3LDvG4=?="),
            entry("x-amz-meta-plain", "x y"));
  }

  @Test
  void a_part_tells_its_own_checksum() {
    ContentClaim claim = Objects.requireNonNull(WRITTEN.claim());
    ContentClaim known =
        new ContentClaim(
            TAG, claim.checksums(), claim.parts().withChecksums(List.of("BBBB", "CCCC")));
    ObjectEntry entry = new ObjectEntry(WRITTEN.key(), IDENTITY, WRITTEN.metadata(), known);
    assertThat(ResponseHeaders.of(entry, reading(null, 2, true)))
        .contains(entry("x-amz-checksum-crc32", "CCCC"), entry("x-amz-checksum-type", "COMPOSITE"));
    assertThat(ResponseHeaders.of(entry, reading(null, 2, false)))
        .noneMatch(header -> header.getKey().startsWith("x-amz-checksum"));
  }

  @Test
  void a_foreign_file_has_a_version_tag_and_the_type_of_its_extension() {
    ObjectEntry foreign =
        new ObjectEntry(ObjectKey.of("a.csv"), IDENTITY, ObjectMetadata.NONE, null);
    assertThat(ResponseHeaders.of(foreign, reading(null, null, true)))
        .containsExactlyInAnyOrder(
            entry("ETag", EntityTag.ofVersion(IDENTITY).quoted()),
            entry("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
            entry("Accept-Ranges", "bytes"),
            entry("Content-Type", "text/csv"));
  }

  @Test
  void checksums_are_told_of_the_whole_alone() {
    Map.Entry<String, String> checksum = entry("x-amz-checksum-crc32", "AAAA-2");
    assertThat(ResponseHeaders.of(WRITTEN, reading(null, null, true)))
        .contains(checksum, entry("x-amz-checksum-type", "COMPOSITE"));
    assertThat(ResponseHeaders.of(WRITTEN, reading(null, null, false))).doesNotContain(checksum);
    assertThat(ResponseHeaders.of(WRITTEN, reading(new ByteRange.Suffix(1), null, true)))
        .doesNotContain(checksum);
    assertThat(ResponseHeaders.of(WRITTEN, reading(null, 1, true)))
        .doesNotContain(checksum)
        .contains(entry("x-amz-mp-parts-count", "2"));
  }

  @Test
  void overrides_replace_what_is_stored() {
    ResponseOverrides overrides = new ResponseOverrides("a/b", "br", "inline; ü", "en", "x", "1");
    ReadOptions options = new ReadOptions(Conditions.NONE, null, null, null, overrides, false);
    assertThat(ResponseHeaders.of(WRITTEN, options))
        .contains(
            entry("Content-Type", "a/b"),
            entry("Content-Encoding", "br"),
            entry("Content-Disposition", "inline; \u00c3\u00bc"),
            entry("Content-Language", "en"),
            entry("Cache-Control", "x"),
            entry("Expires", "1"))
        .doesNotHaveDuplicates();
  }

  @Test
  void attributes_that_a_pod_wrote_can_not_write_headers() {
    ObjectMetadata metadata =
        new ObjectMetadata(
            "a/b\r\nX: y",
            null,
            null,
            null,
            null,
            null,
            Map.of("a\r\nX: y", "1", "b", "2\r\nX: y"));
    ObjectEntry spoiled = new ObjectEntry(ObjectKey.of("a"), IDENTITY, metadata, null);
    assertThat(ResponseHeaders.of(spoiled, ReadOptions.WHOLE))
        .allMatch(header -> (header.getKey() + header.getValue()).chars().allMatch(c -> c >= ' '));
  }

  @Test
  void not_modified_tells_the_validators() {
    assertThat(ResponseHeaders.ofNotModified(WRITTEN))
        .extracting(Map.Entry::getKey)
        .containsExactly("ETag", "Last-Modified", "Cache-Control", "Expires");
  }
}
