package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.xml.TaggingDocument;
import io.sluice.s3.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaggingTest {
  @Test
  void tags_of_a_put_are_decoded_as_a_query() {
    assertThat(put("a=b&c&d%20e=f%2B+g").metadata().tags())
        .isEqualTo(Map.of("a", "b", "c", "", "d e", "f+ g"));
    assertThat(put("").metadata().tags()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a=b&a=c, INVALID_TAG", "a=%zz, INVALID_ARGUMENT", "aws:x=1, INVALID_TAG"})
  void tags_that_break_a_rule_are_refused(String header, Reason reason) {
    assertThat(reason(() -> put(header))).isEqualTo(reason);
  }

  @Test
  void a_copy_keeps_its_sources_tags_unless_told_otherwise() {
    assertThat(copy("x-amz-tagging: a=b").tags()).isNull();
    assertThat(copy("x-amz-tagging-directive: COPY").tags()).isNull();
    assertThat(copy("x-amz-tagging-directive: REPLACE").tags()).isEmpty();
    assertThat(copy("x-amz-tagging-directive: REPLACE", "x-amz-tagging: a=b").tags())
        .isEqualTo(Map.of("a", "b"));
    assertThat(reason(() -> copy("x-amz-tagging-directive: MERGE")))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @Test
  void a_document_is_written_and_read_back() {
    Map<String, String> tags = Map.of("a", "b", "ü =", "");
    assertThat(TaggingDocument.parse(TaggingDocument.of(tags))).isEqualTo(tags);
    assertThat(XmlText.of(TaggingDocument.of(Map.of("k", "v"))))
        .isEqualTo("Tagging[TagSet[Tag[Key=k, Value=v]]]");
    assertThat(XmlText.of(TaggingDocument.of(Map.of()))).isEqualTo("Tagging[TagSet=]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<Tagging/>",
        "<Tags><TagSet/></Tags>",
        "<Tagging><TagSet/><TagSet/></Tagging>",
        "<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>",
        "<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>",
        "<Tagging><TagSet><Other/></TagSet></Tagging>"
      })
  void a_document_of_another_form_is_malformed(String document) {
    assertThat(reason(() -> TaggingDocument.parse(document.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Reason.MALFORMED_XML);
  }

  private static S3Request.PutObject put(String tags) {
    return (S3Request.PutObject) route("x-amz-tagging: " + tags);
  }

  private static S3Request.CopyObject copy(String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "x-amz-copy-source: other/source";
    return (S3Request.CopyObject) route(all);
  }

  private static S3Request route(String... headers) {
    return Heads.route("PUT /bucket/key", headers);
  }

  private static Reason reason(ThrowingCallable call) {
    return catchThrowableOfType(RefusedException.class, call).refusal().reason();
  }
}
