package io.sluice.s3.xml;

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
import io.sluice.s3.ObjectAttribute;
import io.sluice.s3.S3Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AttributesDocumentTest {
  private static final ObjectKey KEY = ObjectKey.of("key");
  private static final EntityTag TAG = new EntityTag("00112233445566778899aabbccddeeff-3");

  private static String document(
      @Nullable ContentClaim claim, int marker, int maxParts, Set<ObjectAttribute> wanted) {
    var entry = new ObjectEntry(KEY, new FileIdentity(1, 12, 3, 4), ObjectMetadata.NONE, claim);
    var request =
        new S3Request.GetObjectAttributes("b", KEY, Conditions.NONE, wanted, marker, maxParts);
    return new String(AttributesDocument.bytes(request, entry), StandardCharsets.UTF_8);
  }

  private static ContentClaim inParts() {
    var whole = new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.COMPOSITE, "ZZZZ-3");
    PartLayout layout =
        PartLayout.of(List.of(5L, 5L, 2L)).withChecksums(List.of("AAAA", "BBBB", "CCCC"));
    return new ContentClaim(TAG, List.of(whole), layout);
  }

  @Test
  void all_that_is_known_is_told() {
    assertThat(document(inParts(), 0, 1000, Set.of(ObjectAttribute.values())))
        .contains("<ETag>" + TAG + "</ETag>")
        .contains("<ChecksumCRC32>ZZZZ-3</ChecksumCRC32><ChecksumType>COMPOSITE</ChecksumType>")
        .contains("<PartsCount>3</PartsCount>", "<IsTruncated>false</IsTruncated>")
        .contains(
            "<Part><PartNumber>3</PartNumber><Size>2</Size>"
                + "<ChecksumCRC32>CCCC</ChecksumCRC32></Part>")
        .contains("<StorageClass>STANDARD</StorageClass><ObjectSize>12</ObjectSize>");
  }

  @Test
  void parts_come_in_pages() {
    Set<ObjectAttribute> parts = Set.of(ObjectAttribute.OBJECT_PARTS);
    assertThat(document(inParts(), 1, 1, parts))
        .contains("<PartNumberMarker>1</PartNumberMarker>")
        .contains("<NextPartNumberMarker>2</NextPartNumberMarker>")
        .contains("<IsTruncated>true</IsTruncated><Part><PartNumber>2</PartNumber>")
        .doesNotContain("<PartNumber>3</PartNumber>");
    assertThat(document(inParts(), 9, 1, parts))
        .contains("<IsTruncated>false</IsTruncated></ObjectParts>");
  }

  @Test
  void what_is_not_known_is_left_out() {
    assertThat(document(null, 0, 1000, Set.of(ObjectAttribute.values())))
        .contains("-0</ETag><StorageClass>")
        .doesNotContain("Checksum", "ObjectParts");
  }
}
