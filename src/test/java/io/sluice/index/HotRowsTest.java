package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotRowsTest {
  private final HotRows rows = new HotRows();
  private final Map<ObjectKey, byte[]> store = new HashMap<>();
  private int reads;

  @Test
  void a_row_is_read_once_until_it_changes() {
    ObjectKey key = ObjectKey.of("a/b");
    change(key, entry(key, 1));
    assertThat(get(key)).isEqualTo(entry(key, 1));
    assertThat(get(key)).isEqualTo(entry(key, 1));
    assertThat(reads).isEqualTo(1);

    change(key, entry(key, 2));
    assertThat(get(key)).isEqualTo(entry(key, 2));
    change(key, null);
    assertThat(get(key)).isNull();
  }

  @Test
  void a_row_read_before_a_change_ended_is_not_kept_beyond_it() {
    ObjectKey key = ObjectKey.of("a");
    change(key, entry(key, 1));
    Changes changes = changes(key, entry(key, 2));

    rows.note(changes);
    assertThat(get(key)).isEqualTo(entry(key, 1)); // The store has not changed yet.
    assertThat(get(key)).isEqualTo(entry(key, 1));
    apply(changes);
    rows.note(changes);

    assertThat(get(key)).isEqualTo(entry(key, 2));
  }

  @Test
  void a_row_whose_change_came_while_it_was_read_is_not_kept() {
    ObjectKey key = ObjectKey.of("a");
    change(key, entry(key, 1));
    byte[] old = store.get(key);

    ObjectEntry read =
        rows.get(
            key,
            () -> {
              change(key, entry(key, 2));
              return old;
            });

    assertThat(read).isEqualTo(entry(key, 1));
    assertThat(get(key)).isEqualTo(entry(key, 2));
  }

  @Test
  void the_rows_of_a_tree_that_goes_are_forgotten() {
    ObjectKey key = ObjectKey.of("a/b/c");
    change(key, entry(key, 1));
    assertThat(get(key)).isNotNull();
    Changes changes = new Changes();
    changes.tree(ObjectKey.of("a/").utf8());

    rows.note(changes);
    store.clear();
    rows.note(changes);

    assertThat(get(key)).isNull();
  }

  @Test
  void long_rows_are_read_each_time() {
    ObjectKey key = ObjectKey.of("long");
    String text = "x".repeat(HotRows.MAX_BYTES);
    ObjectMetadata metadata = ObjectMetadata.NONE.withTags(Map.of("note", text));
    change(key, new ObjectEntry(key, new FileIdentity(1, 2, 3, 4), metadata, null));
    assertThat(get(key)).isNotNull();
    assertThat(get(key)).isNotNull();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void many_keys_and_changes_always_show_the_row_of_the_moment() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 60_000; i++) {
      ObjectKey key = ObjectKey.of("key-" + random.nextInt(2 * HotRows.SLOTS));
      if (random.nextInt(3) == 0) {
        change(key, random.nextInt(4) == 0 ? null : entry(key, i));
      }
      byte[] value = store.get(key);
      assertThat(get(key))
          .as("seed %s, step %s", seed, i)
          .isEqualTo(value == null ? null : ObjectRecord.decode(key, value));
    }
  }

  private @Nullable ObjectEntry get(ObjectKey key) {
    return rows.get(
        key,
        () -> {
          reads++;
          return store.get(key);
        });
  }

  private void change(ObjectKey key, @Nullable ObjectEntry entry) {
    Changes changes = changes(key, entry);
    rows.note(changes);
    apply(changes);
    rows.note(changes);
  }

  private static Changes changes(ObjectKey key, @Nullable ObjectEntry entry) {
    Changes changes = new Changes();
    changes.object(key.utf8(), entry == null ? null : ObjectRecord.encode(entry));
    return changes;
  }

  private void apply(Changes changes) {
    for (Changes.Row row : changes.objects()) {
      ObjectKey key = ObjectKey.ofUtf8(row.key);
      if (row.value == null) {
        store.remove(key);
      } else {
        store.put(key, row.value);
      }
    }
  }

  private static ObjectEntry entry(ObjectKey key, long inode) {
    return new ObjectEntry(key, new FileIdentity(inode, 2, 3, 4), ObjectMetadata.NONE, null);
  }
}
