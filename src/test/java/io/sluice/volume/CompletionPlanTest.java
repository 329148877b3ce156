package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import io.sluice.model.PartContent;
import io.sluice.model.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision as tables. A part is written number:size, with an {@code s} when it lies in its slot
 * of units of 10 bytes.
 */
class CompletionPlanTest {
  @ParameterizedTest(name = "{4}")
  @CsvSource(
      textBlock =
          """
          # stored             , named , unit, busy , what it is           , plan      , moves
          1:10s 2:10s 3:4s     , 1 2 3 , 10  , false, regular              , in place  , ''
          1:10s                , 1     , 10  , false, one part             , in place  , ''
          1:10s 2:10s          , 1 2   , 10  , false, a whole last part    , in place  , ''
          1:10s 2:0            , 1 2   , 10  , false, an empty last part   , in place  , 2
          1:10s 2:10  3:4      , 1 2 3 , 10  , false, parts sent again     , in place  , 2 3
          1:10s 2:4s  3:10s    , 1 2 3 , 10  , false, short in the middle  , assemble  , ''
          1:10s 2:11           , 1 2   , 10  , false, last one too long    , assemble  , ''
          2:10s 3:10s          , 2 3   , 10  , false, does not begin at 1  , assemble  , ''
          1:10s 3:10s          , 1 3   , 10  , false, a gap                , assemble  , ''
          1:10s 2:10s 3:4s     , 1 2   , 10  , false, an unnamed one behind, assemble  , ''
          1:10s 2:10s 3:4      , 1 2   , 10  , false, unnamed in own file  , in place  , ''
          1:10s 2:10s          , 1 2   , 10  , true , a writer in a slot   , assemble  , ''
          1:10                 , 1     , 0   , false, no unit              , assemble  , ''
          1:0                  , 1     , 0   , false, nothing at all       , assemble  , ''
          """)
  void parts_stay_in_place_only_when_nothing_else_is_harmed(
      String stored,
      String named,
      long unit,
      boolean busy,
      String what,
      String plan,
      String moves) {
    CompletionPlan decided =
        CompletionPlan.of(
            named(named), -1, new CompletionPlan.Situation(stored(stored), unit, busy));
    switch (decided) {
      case CompletionPlan.InPlace inPlace -> {
        assertThat(plan).as(what).isEqualTo("in place");
        assertThat(numbers(inPlace.moves())).isEqualTo(moves);
      }
      case CompletionPlan.Assemble assemble -> {
        assertThat(plan).as(what).isEqualTo("assemble");
        assertThat(numbers(assemble.parts())).isEqualTo(named);
      }
      case CompletionPlan.Refused refused -> throw new AssertionError(refused);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2 1  , -1, INVALID_PART_ORDER
          1 1  , -1, INVALID_PART_ORDER
          1 4  , -1, INVALID_PART
          1 2  , 13, INVALID_REQUEST
          1 2  , 15, INVALID_REQUEST
          """)
  void a_list_that_is_not_what_was_uploaded_is_refused(String named, long declared, Reason reason) {
    assertThat(reason(named(named), declared)).isEqualTo(reason);
  }

  @Test
  void another_tag_or_checksum_is_refused() {
    assertThat(reason(List.of(new CompletedPart(1, "0".repeat(32), null)), -1))
        .isEqualTo(Reason.INVALID_PART);
    var claimed = new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");
    assertThat(reason(List.of(new CompletedPart(1, tag(1), claimed)), -1))
        .isEqualTo(Reason.INVALID_PART);
    assertThat(reason(named("1 2"), 14)).isNull();
  }

  private static @Nullable Reason reason(List<CompletedPart> named, long declared) {
    var situation = new CompletionPlan.Situation(stored("1:10s 2:4s"), 10, false);
    return CompletionPlan.of(named, declared, situation)
            instanceof CompletionPlan.Refused(var refusal)
        ? refusal.reason()
        : null;
  }

  private static String numbers(List<JournalLine.Part> parts) {
    return String.join(" ", parts.stream().map(part -> Integer.toString(part.number())).toList());
  }

  private static List<CompletedPart> named(String text) {
    List<CompletedPart> parts = new ArrayList<>();
    for (String number : text.split(" ", -1)) {
      parts.add(new CompletedPart(Integer.parseInt(number), tag(Integer.parseInt(number)), null));
    }
    return parts;
  }

  private static List<JournalLine.Part> stored(String text) {
    List<JournalLine.Part> parts = new ArrayList<>();
    for (String part : text.split(" +", -1)) {
      boolean inSlot = part.endsWith("s");
      int colon = part.indexOf(':');
      int number = Integer.parseInt(part.substring(0, colon));
      long size = Long.parseLong(part.substring(colon + 1, part.length() - (inSlot ? 1 : 0)));
      var content = new PartContent(size, tag(number), null);
      long offset = inSlot ? (number - 1) * 10L : 0;
      String file = inSlot ? UploadFiles.BODY : "part-" + number;
      parts.add(new JournalLine.Part(number, content, file, offset, 0));
    }
    return parts;
  }

  private static String tag(int number) {
    return "%032x".formatted(number);
  }
}
