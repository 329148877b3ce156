package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ObjectKey;
import io.sluice.model.UploadPage;
import io.sluice.model.UploadSummary;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UploadFoldTest {
  /** One upload in the order of the index. */
  private record Row(String key, String id) {}

  @Test
  void pages_of_every_size_put_together_are_the_whole() {
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      List<Row> rows = rows(random);
      String prefix = List.of("", "a", "a/", "a-").get(random.nextInt(4));
      String delimiter = List.of("", "/", "-", "a/").get(random.nextInt(4));
      for (int size = 1; size < 6; size++) {
        assertThat(paged(rows, prefix, delimiter, size))
            .as("seed %d, prefix '%s', delimiter '%s', pages of %d", seed, prefix, delimiter, size)
            .containsExactlyElementsOf(model(rows, prefix, delimiter));
      }
    }
  }

  @Test
  void a_page_without_room_is_empty_and_the_last() {
    UploadPage page =
        page(List.of(new Row("a", "1")), new ListParameters("", "", 0, false), "", "");
    assertThat(page).isEqualTo(new UploadPage(List.of(), List.of(), false, "", ""));
  }

  @Test
  void a_last_page_names_no_marker() {
    UploadPage page =
        page(List.of(new Row("a", "1")), new ListParameters("", "", 1, false), "", "");
    assertThat(page.truncated()).isFalse();
    assertThat(page.nextKeyMarker()).isEmpty();
    assertThat(page.nextUploadIdMarker()).isEmpty();
  }

  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int i = random.nextInt(14); i > 0; i--) {
      StringBuilder key = new StringBuilder("a");
      for (int length = random.nextInt(4); length > 0; length--) {
        key.append("ab-/".charAt(random.nextInt(4)));
      }
      rows.add(new Row(key.toString(), "%04d".formatted(random.nextInt(10_000))));
    }
    rows.sort((one, two) ->
        one.key().equals(two.key())
            ? one.id().compareTo(two.id())
            : ObjectKey.of(one.key()).compareTo(ObjectKey.of(two.key())));
    return rows;
  }

  /** What S3 says of a listing, in one go. */
  private static List<String> model(List<Row> rows, String prefix, String delimiter) {
    LinkedHashSet<String> items = new LinkedHashSet<>();
    for (Row row : rows) {
      if (row.key().startsWith(prefix)) {
        int at = delimiter.isEmpty() ? -1 : row.key().indexOf(delimiter, prefix.length());
        items.add(
            at < 0
                ? row.key() + "?" + row.id()
                : row.key().substring(0, at + delimiter.length()) + "*");
      }
    }
    return items.stream().sorted().toList();
  }

  private static List<String> paged(List<Row> rows, String prefix, String delimiter, int size) {
    List<String> items = new ArrayList<>();
    String key = "";
    String id = "";
    while (true) {
      UploadPage page = page(rows, new ListParameters(prefix, delimiter, size, false), key, id);
      assertThat(page.uploads().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(size);
      page.uploads().forEach(upload -> items.add(upload.key() + "?" + upload.uploadId()));
      page.commonPrefixes().forEach(folded -> items.add(folded + "*"));
      if (!page.truncated()) {
        return items.stream().sorted().toList();
      }
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    }
  }

  /** As the owner gives uploads: after a key, or after one upload of a key. */
  private static UploadPage page(List<Row> rows, ListParameters list, String key, String id) {
    var fold = new UploadFold(new S3Request.ListMultipartUploads("b", list, key, id));
    for (Row row : rows) {
      int order = ObjectKey.of(row.key()).compareTo(ObjectKey.of(key));
      boolean isAfter = order > 0 || (order == 0 && !id.isEmpty() && row.id().compareTo(id) > 0);
      if (isAfter && row.key().startsWith(list.prefix())) {
        var upload = new UploadSummary(ObjectKey.of(row.key()), row.id(), Instant.EPOCH);
        if (!fold.add(upload)) {
          return fold.page(true);
        }
      }
    }
    return fold.page(false);
  }
}
