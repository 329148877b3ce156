package io.sluice.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the wire's spellings become before they are signed. */
final class SpellingTest {
  private static String path(String raw) {
    StringBuilder out = new StringBuilder();
    PercentCoding.appendPath(out, raw);
    return out.toString();
  }

  private static String query(String raw) {
    StringBuilder out = new StringBuilder();
    CanonicalQuery.of(raw).append(out);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b,/a/b",
    "/a%2fb,/a/b",
    "/a%2Bb+c,/a%2Bb%2Bc",
    "/%7euser/(x)*!',/~user/%28x%29%2A%21%27",
    "/a b,/a%20b",
    "/%c3%a4,/%C3%A4",
    "/100%25,/100%25",
    "/a%2525,/a%2525",
    "//a//../.,//a//../.",
    "/a:@&=$;b,/a%3A%40%26%3D%24%3Bb",
    "/%00%0a%ff,/%00%0A%FF"
  })
  void a_path_is_decoded_once_and_encoded_once(String raw, String signed) {
    assertThat(path(raw)).isEqualTo(signed);
  }

  @Test
  void raw_bytes_and_characters_of_a_path_are_encoded_as_utf_8() {
    assertThat(path("/\u00c3\u00a4")).isEqualTo("/%C3%A4");
    assertThat(path("/\u1234\ud83d\ude00")).isEqualTo("/%E1%88%B4%F0%9F%98%80");
  }

  @ParameterizedTest
  @CsvSource({
    "b=2&a=1,a=1&b=2",
    "a=2&a=1&a,a=&a=1&a=2",
    "a-b=1&a=2&a.b=3,a=2&a-b=1&a.b=3",
    "prefix=a/b+c,prefix=a%2Fb%20c",
    "prefix=%2b,prefix=%2B",
    "uploads,uploads=",
    "a=b=c,a=b%3Dc",
    "&&a=1&,a=1",
    "=x,=x",
    "B=1&a=2&A=3,A=3&B=1&a=2",
    "X-Amz-Signature=1&z=2,z=2"
  })
  void a_query_is_encoded_then_sorted(String raw, String signed) {
    assertThat(query(raw)).isEqualTo(signed);
  }

  @Test
  void header_values_are_trimmed_folded_and_joined() {
    RequestHead head =
        new RequestHead(
            "GET",
            "",
            "",
            List.of(
                new Header("B", "  x   \"y    z\"\t\tq "),
                new Header("A", "1"),
                new Header("b", ""),
                new Header("B", "\u00e4")));
    assertThat(CanonicalRequest.text(head, CanonicalQuery.of(""), List.of("a", "b", "none"), "H"))
        .isEqualTo("GET\n/\n\na:1\nb:x \"y z\" q,,\u00e4\nnone:\n\na;b;none\nH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20130524T000000Z",
        "2013-05-24T00:00:00Z",
        "2013-05-24T02:00:00+02:00",
        "Fri, 24 May 2013 00:00:00 GMT",
        "Fri, 24 May 2013 00:00:00 +0000",
        "Friday, 24-May-13 00:00:00 GMT",
        "Fri May 24 00:00:00 2013"
      })
  void a_date_comes_in_several_forms(String text) {
    assertThat(AmzDate.parse(text))
        .isEqualTo(new AmzDate("20130524T000000Z", Instant.parse("2013-05-24T00:00:00Z")));
  }

  @Test
  void asctime_pads_the_day_with_a_space() {
    assertThat(AmzDate.parse("Sun Nov  6 08:49:37 1994"))
        .isEqualTo(new AmzDate("19941106T084937Z", Instant.parse("1994-11-06T08:49:37Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20130524",
        "20130524T000000",
        "20130524T240000Z",
        "20130230T000000Z",
        "\u0662\u0660130524T000000Z",
        "Fri, 24 May",
        "-2130524T000000Z"
      })
  void what_is_no_date_is_none(String text) {
    assertThat(AmzDate.parse(text)).isNull();
  }
}
