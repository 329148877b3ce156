package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.FileIdentity;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.VersionTags;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectRecordTest {
  private static final ObjectKey KEY = ObjectKey.of("a/b");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void every_entry_comes_back_as_it_was(long seed) {
    GeneratedEntries generated = new GeneratedEntries(new Random(seed));
    VersionTags versions = new VersionTags();
    for (int i = 0; i < 500; i++) {
      ObjectEntry entry = generated.entry(KEY);
      byte[] record = ObjectRecord.encode(entry);
      assertThat(ObjectRecord.decode(KEY, record)).as("seed %d, %d", seed, i).isEqualTo(entry);
      assertThat(ObjectRecord.decodeListed(KEY, record, versions))
          .isEqualTo(new ListedObject(KEY, entry.identity(), entry.tag()));
      assertThat(ObjectRecord.decodeChild(new byte[] {1}, record).inode())
          .isEqualTo(entry.identity().inode());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_directory_row_comes_back_as_it_was(long seed) {
    Random random = new Random(seed);
    GeneratedEntries generated = new GeneratedEntries(random);
    for (int i = 0; i < 500; i++) {
      DirectoryRow row =
          new DirectoryRow(
              random.nextBoolean() ? generated.identity() : null, random.nextBoolean());
      assertThat(DirectoryRecord.decode(DirectoryRecord.encode(row))).isEqualTo(row);
    }
  }

  @Test
  void a_foreign_file_takes_few_bytes() {
    long time = 1_763_823_534_123_456_789L;
    FileIdentity identity = new FileIdentity(12_345_678, 1_234_567, time, time + 4_000_000);
    ObjectEntry entry = new ObjectEntry(KEY, identity, ObjectMetadata.NONE, null);
    assertThat(ObjectRecord.encode(entry)).hasSizeLessThan(25);
  }

  @Test
  void a_record_cut_short_is_damage_and_nothing_else() {
    GeneratedEntries generated = new GeneratedEntries(new Random(7));
    for (int i = 0; i < 60; i++) {
      byte[] record = ObjectRecord.encode(generated.entry(KEY));
      for (int length = 0; length < record.length; length++) {
        byte[] cut = Arrays.copyOf(record, length);
        assertThatThrownBy(() -> ObjectRecord.decode(KEY, cut))
            .isInstanceOf(IndexFaultException.class);
      }
    }
  }
}
