package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
  private static ByteRange range(String header) {
    ByteRange range = ByteRange.parse(header);
    assertThat(range).isNotNull();
    return java.util.Objects.requireNonNull(range);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 10, 0, 1",
    "bytes=0-9, 10, 0, 10",
    "bytes=0-10, 10, 0, 10",
    "bytes=9-, 10, 9, 1",
    "bytes=0-, 10, 0, 10",
    "bytes=-1, 10, 9, 1",
    "bytes=-10, 10, 0, 10",
    "bytes=-11, 10, 0, 10",
    "Bytes = 2 - 3, 10, 2, 2",
    "bytes=0-99999999999999999999999, 10, 0, 10",
    "bytes=-99999999999999999999999, 10, 0, 10",
    "bytes=4096-8191, 4097, 4096, 1",
    "bytes=4611686018427387904-, 4611686018427387905, 4611686018427387904, 1",
  })
  void a_range_lies_within_the_content(String header, long size, long offset, long length) {
    assertThat(range(header).resolve(size)).isEqualTo(new ByteRange.Span(offset, length));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=10-, 10",
    "bytes=10-20, 10",
    "bytes=0-, 0",
    "bytes=0-0, 0",
    "bytes=-0, 10",
    "bytes=-1, 0",
    "bytes=99999999999999999999999-, 10",
  })
  void a_range_outside_the_content_is_refused(String header, long size) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> range(header).resolve(size));
    assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_RANGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=2-1",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "items=0-1",
        "0-1",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=١-٢"
      })
  void what_is_not_one_range_is_ignored(String header) {
    assertThat(ByteRange.parse(header)).isNull();
  }

  @Test
  void no_header_is_no_range() {
    assertThat(ByteRange.parse(null)).isNull();
  }

  @Test
  void a_span_says_where_it_lies() {
    assertThat(new ByteRange.Span(2, 3).contentRange(10)).isEqualTo("bytes 2-4/10");
  }
}
