package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ObjectKey;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UploadRowsTest {
  private static final ObjectKey ANY = ObjectKey.ROOT;

  @TempDir private Path temp;
  private VolumeIndex index;

  @BeforeEach
  void open() throws IndexFailure {
    index = VolumeIndex.open(temp, IndexSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void uploads_come_in_the_order_of_key_and_id() {
    put("a-b", "u1");
    put("a", "u9");
    put("a", "u2");
    put("a/x", "u5");
    put("b", "u0");
    assertThat(ids(null, null, ANY)).containsExactly("u2", "u9", "u1", "u5", "u0");
    assertThat(ids("a", null, ANY)).containsExactly("u1", "u5", "u0");
    assertThat(ids("a", "u2", ANY)).containsExactly("u9", "u1", "u5", "u0");
    assertThat(ids("a", "u21", ANY)).containsExactly("u9", "u1", "u5", "u0");
    assertThat(ids(null, null, ObjectKey.of("a"))).containsExactly("u2", "u9", "u1", "u5");
    assertThat(ids(null, null, ObjectKey.of("a/"))).containsExactly("u5");
    assertThat(ids("a", "u9", ObjectKey.of("a/"))).containsExactly("u5");
    assertThat(index.uploadsAfter(null, null, ANY, 2)).hasSize(2);
  }

  @Test
  void an_upload_is_found_by_id_and_forgotten_with_its_parts() {
    put("a", "u1");
    put("a", "u11");
    for (int number : new int[] {1, 2, 255, 256, 10_000}) {
      index.putPart("u1", number, "part " + number);
      index.putPart("u11", number, "other");
    }
    assertThat(index.upload("u1")).isEqualTo(new StoredUpload(ObjectKey.of("a"), "u1", "{a u1}"));
    assertThat(index.partsAfter("u1", 0, 100))
        .extracting(StoredPart::number)
        .containsExactly(1, 2, 255, 256, 10_000);
    assertThat(index.partsAfter("u1", 2, 2))
        .containsExactly(new StoredPart(255, "part 255"), new StoredPart(256, "part 256"));
    index.removeUpload("u1");
    index.removeUpload("u1");
    assertThat(index.upload("u1")).isNull();
    assertThat(index.partsAfter("u1", 0, 100)).isEmpty();
    assertThat(index.partsAfter("u11", 0, 100)).hasSize(5);
    assertThat(ids(null, null, ANY)).containsExactly("u11");
  }

  private void put(String key, String id) {
    index.putUpload(ObjectKey.of(key), id, "{" + key + " " + id + "}");
  }

  private List<String> ids(@Nullable String key, @Nullable String id, ObjectKey prefix) {
    ObjectKey after = key == null ? null : ObjectKey.of(key);
    return index.uploadsAfter(after, id, prefix, 100).stream().map(StoredUpload::uploadId).toList();
  }
}
