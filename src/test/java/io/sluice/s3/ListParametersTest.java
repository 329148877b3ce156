package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListParametersTest {
  @Test
  void everything_has_its_default() {
    assertThat(route("GET /bucket"))
        .isEqualTo(
            new S3Request.ListObjects("bucket", new ListParameters("", "", 1000, false), ""));
    assertThat(route("GET /bucket?list-type=2"))
        .isEqualTo(
            new S3Request.ListObjectsV2(
                "bucket", new ListParameters("", "", 1000, false), null, "", false));
    assertThat(route("GET /")).isEqualTo(new S3Request.ListBuckets("", 10_000, null));
  }

  @Test
  void everything_can_be_said() {
    assertThat(
            route(
                "GET /bucket?list-type=2&prefix=a%2Fb+c&delimiter=%25&max-keys=7&encoding-type=url"
                    + "&start-after=%F0%9F%8C%8A&continuation-token=t%3D&fetch-owner=true"))
        .isEqualTo(
            new S3Request.ListObjectsV2(
                "bucket", new ListParameters("a/b c", "%", 7, true), "t=", "🌊", true));
    assertThat(route("GET /bucket?uploads&max-uploads=3&key-marker=k&upload-id-marker=u"))
        .isEqualTo(
            new S3Request.ListMultipartUploads(
                "bucket", new ListParameters("", "", 3, false), "k", "u"));
    assertThat(route("GET /bucket?versions&key-marker=k&version-id-marker=null&delimiter=/"))
        .isEqualTo(
            new S3Request.ListObjectVersions(
                "bucket", new ListParameters("", "/", 1000, false), "k", "null"));
    assertThat(route("GET /?prefix=p&max-buckets=5&continuation-token=t"))
        .isEqualTo(new S3Request.ListBuckets("p", 5, "t"));
    S3Request.ListParts parts =
        route(
            S3Request.ListParts.class,
            "GET /bucket/key?uploadId=u&max-parts=2&part-number-marker=4");
    assertThat(parts.maxParts()).isEqualTo(2);
    assertThat(parts.partNumberMarker()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "999, 999",
    "1000, 1000",
    "1001, 1000",
    "2147483647, 1000",
    "'', 1000"
  })
  void a_maximum_is_capped(String sent, int taken) {
    S3Request.ListObjects list = route(S3Request.ListObjects.class, "GET /bucket?max-keys=" + sent);
    assertThat(list.list().maxEntries()).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-keys=-1",
        "max-keys=a",
        "max-keys=1.5",
        "max-keys=2147483648",
        "max-keys=+",
        "encoding-type=base64",
        "list-type=3",
        "uploads&max-uploads=-1",
        "versions&max-keys=x"
      })
  void nonsense_is_refused(String query) {
    assertThat(reason("GET /bucket?" + query)).isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @Test
  void the_first_of_two_values_counts() {
    S3Request.ListObjects list =
        route(S3Request.ListObjects.class, "GET /bucket?prefix=a&prefix=b&&=x");
    assertThat(list.list().prefix()).isEqualTo("a");
  }
}
