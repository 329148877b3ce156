package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestDocumentsTest {
  private static final String MD5 = "00112233445566778899aabbccddeeff";

  private static byte[] utf8(String xml) {
    return xml.getBytes(StandardCharsets.UTF_8);
  }

  private static DeleteRequest delete(String xml) {
    return DeleteRequest.parse(utf8(xml));
  }

  private static Reason deleteReason(String xml) {
    return catchThrowableOfType(RefusedException.class, () -> delete(xml)).refusal().reason();
  }

  private static Reason completeReason(String xml) {
    return catchThrowableOfType(RefusedException.class, () -> CompleteRequest.parse(utf8(xml)))
        .refusal()
        .reason();
  }

  @Test
  void keys_to_delete_are_read() {
    DeleteRequest request =
        delete(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment -->
            <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Quiet>true</Quiet>
              <Object><Key> a&lt;b&amp;&#10;c ü🌊 </Key></Object>
              <Object><Key><![CDATA[<&>]]></Key><VersionId>null</VersionId></Object>
              <Object><Key>e</Key><ETag>&quot;abc&quot;</ETag></Object>
            </Delete>
            """);
    assertThat(request.quiet()).isTrue();
    assertThat(request.entries())
        .extracting(entry -> entry.key().toString())
        .containsExactly(" a<b&\nc ü🌊 ", "<&>", "e");
    assertThat(request.entries()).allMatch(entry -> entry.refusal() == null);
    assertThat(request.entries().get(1).versionId()).isEqualTo("null");
    assertThat(request.entries().get(2).conditions().ifMatch()).containsExactly("abc");
  }

  @Test
  void the_namespace_may_be_missing_and_quiet_too() {
    DeleteRequest request = delete("<Delete><Object><Key>a</Key></Object></Delete>");
    assertThat(request.quiet()).isFalse();
    assertThat(request.entries()).hasSize(1);
  }

  @Test
  void a_key_that_can_not_be_deleted_does_not_stop_the_others() {
    DeleteRequest request =
        delete(
            """
            <Delete>
            <Object><Key>../x</Key></Object>
            <Object><Key></Key></Object>
            <Object><Key>a</Key><VersionId>v1</VersionId></Object>
            <Object><Key>a</Key><Unknown>3</Unknown></Object>
            <Object><Key>ok</Key></Object>
            </Delete>
            """);
    assertThat(request.entries())
        .extracting(entry -> {
          Refusal refusal = entry.refusal();
          return refusal == null ? null : refusal.reason();
        })
        .containsExactly(
            Reason.INVALID_KEY,
            Reason.INVALID_KEY,
            Reason.NO_SUCH_VERSION,
            Reason.NOT_IMPLEMENTED,
            null);
  }

  @Test
  void a_thousand_keys_are_the_most() {
    String object = "<Object><Key>" + "&amp;".repeat(1024) + "</Key></Object>";
    assertThat(delete("<Delete>" + object.repeat(1000) + "</Delete>").entries()).hasSize(1000);
    assertThat(deleteReason("<Delete>" + object.repeat(1001) + "</Delete>"))
        .isEqualTo(Reason.MALFORMED_XML);
  }

  @Test
  void the_longest_keys_fit_with_every_octet_escaped() {
    String object = "<Object><Key>" + "&#x61;".repeat(1024) + "</Key></Object>";
    byte[] document = utf8("<Delete>" + object.repeat(1000) + "</Delete>");
    assertThat(document.length).isLessThan(DeleteRequest.MAX_BYTES);
    assertThat(DeleteRequest.parse(document).entries()).hasSize(1000);
  }

  @Test
  void all_parts_of_an_upload_fit_with_checksums_and_indentation() {
    StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>\n");
    for (int number = 1; number <= CompleteRequest.MAX_PARTS; number++) {
      xml.append("    <Part>\n        <ETag>&quot;")
          .append("0".repeat(32))
          .append("&quot;</ETag>\n        <PartNumber>")
          .append(number)
          .append("</PartNumber>\n        <ChecksumSHA256>")
          .append("A".repeat(43))
          .append("=</ChecksumSHA256>\n    </Part>\n");
    }
    byte[] document = utf8(xml.append("</CompleteMultipartUpload>\n").toString());
    assertThat(document.length).isLessThan(CompleteRequest.ROOM_BYTES);
    assertThat(CompleteRequest.parse(document)).hasSize(CompleteRequest.MAX_PARTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nonsense",
        "<Delete>",
        "<Delete/>",
        "<Delete></Delete>",
        "<Other><Object><Key>a</Key></Object></Other>",
        "<Delete><Object></Object></Delete>",
        "<Delete><Object><Key>a</Object></Delete>",
        "<Delete><Object><Key>a<b/></Key></Object></Delete>",
        "<Delete>text<Object><Key>a</Key></Object></Delete>",
        "<Delete><Object><Key>a</Key></Object></Delete><Delete/>",
        "<Delete><Object><Key>a</Key></Object></Delete>text",
        "<Delete><Object><Key>&#1;</Key></Object></Delete>",
        "<Delete><Object><Key>&#xD800;</Key></Object></Delete>",
        "<Delete><Object><Key>&unknown;</Key></Object></Delete>",
        "<Delete xmlns=\"urn:other\"><Object><Key>a</Key></Object></Delete>",
        "<Delete><Object a=\"1\" a=\"2\"><Key>a</Key></Object></Delete>",
      })
  void what_is_no_delete_is_refused(String xml) {
    assertThat(deleteReason(xml)).isEqualTo(Reason.MALFORMED_XML);
  }

  @Test
  void a_byte_order_mark_is_passed_over() {
    assertThat(delete("\ufeff<Delete><Object><Key>a</Key></Object></Delete>").entries()).hasSize(1);
    assertThat(
            delete(
                    "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><Delete><Object><Key>a</Key>"
                        + "</Object></Delete>")
                .entries())
        .hasSize(1);
  }

  @Test
  void octets_that_are_not_utf_8_are_refused() {
    byte[] document = utf8("<Delete><Object><Key>?</Key></Object></Delete>");
    document["<Delete><Object><Key>".length()] = (byte) 0xff;
    assertThat(catchThrowableOfType(RefusedException.class, () -> DeleteRequest.parse(document)))
        .isNotNull();
  }

  @Test
  void parts_are_read_with_and_without_quotes() {
    List<CompletedPart> parts =
        CompleteRequest.parse(
            utf8(
                """
                <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                <Part><PartNumber>2</PartNumber><ETag>"%1$s"</ETag></Part>
                <Part><ETag>&quot;%1$s&quot;</ETag><PartNumber> 1 </PartNumber>
                  <ChecksumCRC32C>AAAAAA==</ChecksumCRC32C><Unknown><x/></Unknown></Part>
                <Part><PartNumber>10000</PartNumber><ETag>%1$s</ETag></Part>
                </CompleteMultipartUpload>
                """
                    .formatted(MD5)));
    Checksum checksum =
        new Checksum(ChecksumAlgorithm.CRC32C, Checksum.Type.FULL_OBJECT, "AAAAAA==");
    assertThat(parts)
        .containsExactly(
            new CompletedPart(2, MD5, null),
            new CompletedPart(1, MD5, checksum),
            new CompletedPart(10_000, MD5, null));
    assertThat(CompletedPart.orderRefusal(parts)).isNotNull();
  }

  @Test
  void of_a_part_named_twice_the_later_naming_counts() {
    String other = MD5.replace('0', '1');
    String part = "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>";
    String parts = part.formatted(1, MD5) + part.formatted(1, other) + part.formatted(2, MD5);
    assertThat(
            CompleteRequest.parse(
                utf8("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")))
        .containsExactly(new CompletedPart(1, other, null), new CompletedPart(2, MD5, null));
  }

  @Test
  void a_key_to_delete_may_have_conditions() {
    DeleteRequest request =
        delete(
            "<Delete><Object><Key>k</Key><ETag>&quot;a&quot;</ETag>"
                + "<LastModifiedTime>Thu, 01 Jan 2015 00:00:00 GMT</LastModifiedTime>"
                + "<Size>12</Size></Object></Delete>");
    Conditions conditions = request.entries().getFirst().conditions();
    assertThat(conditions.ifMatch()).containsExactly("a");
    assertThat(conditions.ifState())
        .isEqualTo(new Conditions.State(Instant.parse("2015-01-01T00:00:00Z"), 12L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<CompleteMultipartUpload/>",
        "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><ETag>a</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>a</ETag></Part>"
            + "</CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Other/></CompleteMultipartUpload>",
      })
  void what_is_no_complete_is_refused(String xml) {
    assertThat(completeReason(xml)).isEqualTo(Reason.MALFORMED_XML);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 10_001})
  void part_numbers_have_bounds(int number) {
    assertThat(
            completeReason(
                "<CompleteMultipartUpload><Part><PartNumber>"
                    + number
                    + "</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>"))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @Test
  void ten_thousand_parts_are_the_most() {
    // Two by turns, since the same number twice in a row is one part.
    String part = "<Part><PartNumber>%d</PartNumber><ETag>&quot;" + MD5 + "&quot;</ETag></Part>";
    String two = part.formatted(1) + part.formatted(2);
    String open = "<CompleteMultipartUpload>";
    String close = "</CompleteMultipartUpload>";
    assertThat(CompleteRequest.parse(utf8(open + two.repeat(5_000) + close))).hasSize(10_000);
    assertThat(completeReason(open + two.repeat(5_000) + part.formatted(1) + close))
        .isEqualTo(Reason.MALFORMED_XML);
  }

  @Test
  void a_bucket_s_region_is_read() {
    assertThat(CreateBucketConfiguration.parse(new byte[0])).isNull();
    assertThat(CreateBucketConfiguration.parse(utf8("<CreateBucketConfiguration/>"))).isNull();
    assertThat(
            CreateBucketConfiguration.parse(
                utf8(
                    "<CreateBucketConfiguration><LocationConstraint>eu-1</LocationConstraint>"
                        + "</CreateBucketConfiguration>")))
        .isEqualTo("eu-1");
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                CreateBucketConfiguration.parse(
                    utf8("<CreateBucketConfiguration><Bucket/></CreateBucketConfiguration>")));
    assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_IMPLEMENTED);
  }
}
