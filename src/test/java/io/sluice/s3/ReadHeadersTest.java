package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadHeadersTest {
  private static ReadOptions options(String query, String... headers) {
    return route(S3Request.GetObject.class, "GET /bucket/key" + query, headers).options();
  }

  @Test
  void a_plain_read_wants_the_whole_object() {
    assertThat(options("")).isEqualTo(ReadOptions.WHOLE);
  }

  @Test
  void everything_can_be_said() {
    assertThat(options("", "range: bytes=1-2").range()).isEqualTo(new ByteRange.Between(1, 2));
    assertThat(options("?partNumber=10000").partNumber()).isEqualTo(10_000);
    assertThat(options("", "x-amz-checksum-mode: enabled").checksums()).isTrue();
    assertThat(
            options(
                    "?response-content-type=text/plain&response-content-encoding=gzip"
                        + "&response-content-disposition=attachment%3B%20filename%3D%22%C3%A4%22"
                        + "&response-content-language=de&response-cache-control=no-cache"
                        + "&response-expires=0")
                .overrides())
        .isEqualTo(
            new ResponseOverrides(
                "text/plain", "gzip", "attachment; filename=\"ä\"", "de", "no-cache", "0"));
  }

  @Test
  void a_range_and_a_part_can_not_both_be_read() {
    assertThat(reason("GET /bucket/key?partNumber=1", "range: bytes=0-1"))
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void an_override_can_not_write_headers() {
    assertThat(reason("GET /bucket/key?response-content-type=a%0d%0aX:%20y"))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "\"abc\"|abc",
        "abc|abc",
        "*|*",
        "W/\"abc\"|W/abc",
        "\"a\", \"b\"|a;b",
        "\"a,b\",c|a,b;c",
        "''|''",
      },
      delimiter = '|')
  void tags_come_with_and_without_quotes(String header, String tags) {
    assertThat(String.join(";", options("", "if-match: " + header).conditions().ifMatch()))
        .isEqualTo(tags);
    assertThat(String.join(";", options("", "if-none-match: " + header).conditions().ifNoneMatch()))
        .isEqualTo(tags);
  }

  @Test
  void lines_of_one_header_are_one_list() {
    assertThat(options("", "if-match: \"a\"", "if-match: \"b\"").conditions().ifMatch())
        .containsExactly("a", "b");
  }
}
