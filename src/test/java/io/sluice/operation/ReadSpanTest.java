package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.ByteRange;
import io.sluice.s3.ReadOptions;
import io.sluice.s3.ResponseOverrides;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadSpanTest {
  private static ObjectEntry object(PartLayout layout, long sizeBytes) {
    var tag = new EntityTag("0".repeat(32));
    return new ObjectEntry(
        ObjectKey.of("k"),
        new FileIdentity(1, sizeBytes, 2, 3),
        ObjectMetadata.NONE,
        new ContentClaim(tag, List.of(), layout));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # parts     , range      , part, offset, length, partial
          10          , -          , -   , 0     , 10    , false
          0           , -          , -   , 0     , 0     , false
          10          , bytes=2-4  , -   , 2     , 3     , true
          10          , bytes=-3   , -   , 7     , 3     , true
          10          , bytes=0-99 , -   , 0     , 10    , true
          10          , -          , 1   , 0     , 10    , true
          0           , -          , 1   , 0     , 0     , false
          10 10 4     , -          , 1   , 0     , 10    , true
          10 10 4     , -          , 2   , 10    , 10    , true
          10 10 4     , -          , 3   , 20    , 4     , true
          10 0        , -          , 2   , 10    , 0     , false
          3 7 1       , -          , 2   , 3     , 7     , true
          """)
  void a_read_gives_the_bytes_asked_for(
      String parts,
      @Nullable String range,
      @Nullable Integer part,
      long offset,
      long length,
      boolean partial) {
    ReadSpan span = ReadSpan.of(object(parts), options(range, part));
    assertThat(span).isEqualTo(new ReadSpan(offset, length, partial));
    boolean hasRange =
        span.headers(object(parts), options(range, part)).stream()
            .map(Map.Entry::getKey)
            .anyMatch("Content-Range"::equals);
    assertThat(hasRange).isEqualTo(partial);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          10      , bytes=10-  , - , INVALID_RANGE
          0       , bytes=0-   , - , INVALID_RANGE
          0       , bytes=-1   , - , INVALID_RANGE
          10      , -          , 2 , INVALID_PART
          10 10 4 , -          , 4 , INVALID_PART
          """)
  void what_is_not_there_is_refused(
      String parts, @Nullable String range, @Nullable Integer part, Reason reason) {
    assertThatThrownBy(() -> ReadSpan.of(object(parts), options(range, part)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
  }

  @Test
  void a_file_of_which_nobody_knows_parts_has_one() {
    ObjectEntry known = object("10");
    ObjectEntry entry = new ObjectEntry(known.key(), known.identity(), known.metadata(), null);
    assertThat(ReadSpan.of(entry, options(null, 1))).isEqualTo(new ReadSpan(0, 10, true));
  }

  private static ObjectEntry object(String parts) {
    List<Long> sizes = List.of(parts.split(" ", -1)).stream().map(Long::valueOf).toList();
    long size = sizes.stream().mapToLong(Long::longValue).sum();
    return object(sizes.size() == 1 ? PartLayout.WHOLE : PartLayout.of(sizes), size);
  }

  private static ReadOptions options(@Nullable String range, @Nullable Integer part) {
    ByteRange parsed = range == null ? null : ByteRange.parse(range);
    return new ReadOptions(Conditions.NONE, parsed, null, part, ResponseOverrides.NONE, false);
  }
}
