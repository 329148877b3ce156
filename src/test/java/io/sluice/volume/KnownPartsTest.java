package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartContent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class KnownPartsTest {
  private final AtomicInteger places = new AtomicInteger();

  @Test
  void parts_are_told_in_order_whatever_order_they_came_in() {
    KnownParts parts = KnownParts.ofNew(places);
    assertThat(parts.after(0, 10)).isEmpty();
    List.of(40, 3, 10_000, 1).forEach(number -> parts.put(part(number, 5)));
    parts.put(part(3, 7));
    assertThat(parts.after(0, 10))
        .containsExactly(part(1, 5), part(3, 7), part(40, 5), part(10_000, 5));
    assertThat(parts.after(1, 2)).containsExactly(part(3, 7), part(40, 5));
    assertThat(parts.after(10_000, 10)).isEmpty();
  }

  @Test
  void all_uploads_together_are_bounded_and_give_back_what_they_had() {
    List<KnownParts> full = List.of(filled(), filled(), filled(), filled());
    assertThat(places.get()).isEqualTo(KnownParts.MOST);
    KnownParts one = KnownParts.ofNew(places);
    one.put(part(1, 5));
    assertThat(one.after(0, 1)).as("to be read, not empty").isNull();
    one.put(part(2, 5));
    assertThat(one.after(0, 1)).as("some are missing for good").isNull();

    full.forEach(KnownParts::forget);
    full.forEach(KnownParts::forget);
    assertThat(places.get()).isZero();
    assertThat(full.getFirst().after(0, 1)).isNull();
    assertThat(filled().after(9_998, 10)).hasSize(2);
  }

  @Test
  void an_upload_that_others_began_is_to_be_read() {
    KnownParts parts = KnownParts.unknown();
    parts.put(part(1, 5));
    parts.forget();
    assertThat(parts.after(0, 10)).isNull();
  }

  private KnownParts filled() {
    KnownParts parts = KnownParts.ofNew(places);
    for (int number = 1; number <= 10_000; number++) {
      parts.put(part(number, 5));
    }
    return parts;
  }

  private static JournalLine.Part part(int number, long size) {
    return new JournalLine.Part(number, new PartContent(size, "0".repeat(32), null), "body", 0, 0);
  }
}
