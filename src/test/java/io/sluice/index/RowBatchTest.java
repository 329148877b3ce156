package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

final class RowBatchTest {
  private static final IndexSettings SMALL = new IndexSettings(8 << 20, 8 << 20, 64);

  /** Lengths around those at which a length takes one byte more. */
  private static final int[] LENGTHS = {0, 1, 2, 20, 127, 128, 129, 1024, 16383, 16384, 70_000};

  private static final List<Family> FAMILIES = List.copyOf(EnumSet.allOf(Family.class));

  @TempDir private Path temp;

  @Test
  void a_batch_has_the_very_bytes_of_one_of_rocksdb() throws Exception {
    long seed = 20_261_123;
    Random random = new Random(seed);
    try (Store store = Store.open(temp, SMALL)) {
      for (int round = 0; round < 20; round++) {
        try (WriteBatch theirs = new WriteBatch()) {
          RowBatch ours = new RowBatch(store);
          for (int rows = random.nextInt(300); rows > 0; rows--) {
            addOne(store, ours, theirs, random);
          }
          assertThat(ours.toBytes()).as("seed %s, round %s", seed, round).isEqualTo(theirs.data());
        }
      }
    }
  }

  private static void addOne(Store store, RowBatch ours, WriteBatch theirs, Random random)
      throws RocksDBException {
    Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
    byte[] key = bytes(random);
    byte[] value = bytes(random);
    switch (random.nextInt(4)) {
      case 0 -> {
        ours.delete(family, key);
        theirs.delete(store.handle(family), key);
      }
      case 1 -> {
        ours.deleteRange(family, key, value);
        theirs.deleteRange(store.handle(family), key, value);
      }
      default -> {
        ours.put(family, key, value);
        theirs.put(store.handle(family), key, value);
      }
    }
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void what_was_written_is_there_in_its_family_and_after_a_restart() throws Exception {
    byte[] a = {'a'};
    byte[] b = {'b'};
    byte[] c = {'c'};
    try (Store store = Store.open(temp, SMALL)) {
      RowBatch first = new RowBatch(store);
      first.put(Family.OBJECTS, a, b);
      first.put(Family.OBJECTS, b, c);
      first.put(Family.INODES, a, c);
      store.write(first);
      RowBatch second = new RowBatch(store);
      second.delete(Family.OBJECTS, a);
      second.put(Family.USAGE, c, new byte[0]);
      store.write(second);
    }
    try (Store store = Store.open(temp, SMALL)) {
      assertThat(store.get(Family.OBJECTS, a)).isNull();
      assertThat(store.get(Family.OBJECTS, b)).isEqualTo(c);
      assertThat(store.get(Family.INODES, a)).isEqualTo(c);
      assertThat(store.get(Family.USAGE, c)).isEmpty();
    }
  }

  @Test
  void a_store_that_is_closed_takes_no_batch() throws Exception {
    Store store = Store.open(temp, SMALL);
    store.close();
    RowBatch late = new RowBatch(store);
    late.put(Family.OBJECTS, new byte[] {'a'}, new byte[0]);
    assertThatThrownBy(() -> store.write(late)).isInstanceOf(IllegalStateException.class);
  }
}
