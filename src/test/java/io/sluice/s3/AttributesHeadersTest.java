package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttributesHeadersTest {
  private static final String LINE = "GET /bucket/key?attributes";

  @Test
  void attributes_come_in_one_header_or_in_several() {
    S3Request.GetObjectAttributes request =
        route(
            S3Request.GetObjectAttributes.class,
            LINE,
            "x-amz-object-attributes: ETag, ObjectParts",
            "x-amz-object-attributes: Checksum",
            "x-amz-part-number-marker: 3",
            "x-amz-max-parts: 5000");
    assertThat(request.wanted())
        .containsExactlyInAnyOrder(
            ObjectAttribute.ETAG, ObjectAttribute.OBJECT_PARTS, ObjectAttribute.CHECKSUM);
    assertThat(request.partNumberMarker()).isEqualTo(3);
    assertThat(request.maxParts()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "etag", "ETag,", "Owner"})
  void unknown_attributes_are_refused(String names) {
    assertThat(reason(LINE, "x-amz-object-attributes: " + names))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @Test
  void nonsense_is_refused() {
    String wanted = "x-amz-object-attributes: ETag";
    assertThat(reason(LINE)).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(reason(LINE, wanted, "x-amz-max-parts: x")).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(reason("PUT /bucket/key?attributes", wanted)).isEqualTo(Reason.METHOD_NOT_ALLOWED);
  }
}
