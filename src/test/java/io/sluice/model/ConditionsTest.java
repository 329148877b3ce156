package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionsTest {
  private static final String MD5 = "00112233445566778899aabbccddeeff";
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");
  private static final FileIdentity IDENTITY =
      new FileIdentity(1, 2, MODIFIED.getEpochSecond() * 1_000_000_000 + 999_999_999, 4);
  private static final ObjectEntry ENTRY =
      new ObjectEntry(
          ObjectKey.of("key"),
          IDENTITY,
          ObjectMetadata.NONE,
          new ContentClaim(new EntityTag(MD5), List.of(), PartLayout.WHOLE));

  private static List<String> tags(String match) {
    return switch (match) {
      case "-" -> List.of();
      case "same" -> List.of(MD5);
      case "version" -> List.of(EntityTag.ofVersion(IDENTITY).value());
      case "weak" -> List.of("W/" + MD5);
      case "any" -> List.of("*");
      case "list" -> List.of("other", MD5);
      default -> List.of(match);
    };
  }

  @ParameterizedTest
  @CsvSource({
    // If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since in seconds from the time
    "-,       -,       ,   ,   PROCEED",
    "same,    -,       ,   ,   PROCEED",
    "version, -,       ,   ,   PROCEED",
    "any,     -,       ,   ,   PROCEED",
    "list,    -,       ,   ,   PROCEED",
    "other,   -,       ,   ,   PRECONDITION_FAILED",
    "weak,    -,       ,   ,   PRECONDITION_FAILED",
    "-,       same,    ,   ,   NOT_MODIFIED",
    "-,       version, ,   ,   NOT_MODIFIED",
    "-,       weak,    ,   ,   NOT_MODIFIED",
    "-,       any,     ,   ,   NOT_MODIFIED",
    "-,       list,    ,   ,   NOT_MODIFIED",
    "-,       other,   ,   ,   PROCEED",
    "-,       -,       0,  ,   NOT_MODIFIED",
    "-,       -,       1,  ,   NOT_MODIFIED",
    "-,       -,       -1, ,   PROCEED",
    "-,       -,       ,   0,  PROCEED",
    "-,       -,       ,   1,  PROCEED",
    "-,       -,       ,   -1, PRECONDITION_FAILED",
    // The tag makes the date of its kind irrelevant.
    "same,    -,       ,   -1, PROCEED",
    "other,   -,       ,   1,  PRECONDITION_FAILED",
    "-,       other,   1,  ,   PROCEED",
    "-,       same,    -1, ,   NOT_MODIFIED",
    // A failed precondition comes before "not modified".
    "other,   same,    ,   ,   PRECONDITION_FAILED",
    "same,    same,    ,   ,   NOT_MODIFIED",
    "-,       same,    ,   -1, PRECONDITION_FAILED",
    "same,    -,       0,  ,   NOT_MODIFIED",
  })
  void reads_follow_the_order_of_the_rfc(
      String match,
      String noneMatch,
      @Nullable Long since,
      @Nullable Long unmodified,
      Conditions.Outcome outcome) {
    Conditions conditions =
        new Conditions(
            tags(match),
            tags(noneMatch),
            since == null ? null : MODIFIED.plusSeconds(since),
            unmodified == null ? null : MODIFIED.plusSeconds(unmodified));
    assertThat(conditions.evaluate(ENTRY)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "-,     -,   true,",
    "-,     -,   false,",
    "-,     any, true, PRECONDITION_FAILED",
    "-,     any, false,",
    "same,  -,   true,",
    "other, -,   true, PRECONDITION_FAILED",
    "same,  -,   false, NO_SUCH_KEY",
    "any,   -,   true,",
    "any,   -,   false, NO_SUCH_KEY",
  })
  void writes_know_of_absence(
      String match, String noneMatch, boolean present, @Nullable Reason reason) {
    Refusal refusal =
        new Conditions(tags(match), tags(noneMatch), null, null)
            .writeRefusal(present ? ENTRY : null);
    assertThat(refusal == null ? null : refusal.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    // If-Match, time in milliseconds from the object's second, size
    "-,     ,     ,  true",
    "same,  ,     ,  true",
    "any,   ,     ,  true",
    "other, ,     ,  false",
    "-,     0,    ,  true",
    "-,     1000, ,  false",
    "-,     -1000,,  false",
    "-,     999,  ,  true",
    "-,     998,  ,  false",
    "-,     ,     2, true",
    "-,     ,     3, false",
    "same,  0,    2, true",
    "same,  0,    3, false",
    "other, 0,    2, false",
  })
  void deletes_may_name_time_and_size(
      String match, @Nullable Long millis, @Nullable Long size, boolean allowed) {
    var state = new Conditions.State(millis == null ? null : MODIFIED.plusMillis(millis), size);
    var conditions = new Conditions(tags(match), List.of(), null, null, state);
    assertThat(conditions.deleteRefusal(ENTRY) == null).isEqualTo(allowed);
    assertThat(conditions.deleteRefusal(null)).isNull();
  }

  @Test
  void a_write_unless_it_is_this_content_goes_on_when_it_is_not() {
    Conditions unlessSame = new Conditions(List.of(), List.of(MD5), null, null);
    assertThat(unlessSame.writeRefusal(null)).isNull();
    assertThat(unlessSame.writeRefusal(ENTRY))
        .isNotNull()
        .extracting(Refusal::reason)
        .isEqualTo(Reason.PRECONDITION_FAILED);
    Conditions unlessOther = new Conditions(List.of(), List.of("other"), null, null);
    assertThat(unlessOther.writeRefusal(ENTRY)).isNull();
  }

  @Test
  void a_file_from_before_1970_has_a_time_too() {
    FileIdentity old = new FileIdentity(1, 2, -1, 4);
    ObjectEntry entry = new ObjectEntry(ObjectKey.of("key"), old, ObjectMetadata.NONE, null);
    Conditions conditions = new Conditions(List.of(), List.of(), Instant.ofEpochSecond(-1), null);
    assertThat(conditions.evaluate(entry)).isEqualTo(Conditions.Outcome.NOT_MODIFIED);
  }

  @Test
  void parts_must_ascend() {
    List<CompletedPart> parts = new ArrayList<>();
    for (int number : new int[] {1, 3, 10_000}) {
      parts.add(new CompletedPart(number, MD5, null));
    }
    assertThat(CompletedPart.orderRefusal(parts)).isNull();
    parts.add(new CompletedPart(10_000, MD5, null));
    Refusal refusal = CompletedPart.orderRefusal(parts);
    assertThat(refusal)
        .isNotNull()
        .extracting(Refusal::reason)
        .isEqualTo(Reason.INVALID_PART_ORDER);
  }
}
