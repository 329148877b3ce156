package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartContent;
import io.sluice.model.UploadSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadStatesTest {
  private static final UploadSpec SPEC =
      new UploadSpec(
          new ObjectMetadata("a/b", null, null, null, null, "never", Map.of("k", "ü 𝄞 \n")),
          ChecksumAlgorithm.CRC32C,
          Checksum.Type.COMPOSITE);

  @TempDir private Path temp;

  private VolumeRoot root() throws Exception {
    return VolumeRoot.open(
        temp, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
  }

  private static String id(int number) {
    return "%032x".formatted(number);
  }

  private static void create(UploadFiles files, int number) throws Exception {
    files.create(id(number), new JournalLine.Created("key " + number, 7, SPEC));
  }

  @Test
  void journal_lines_are_read_as_they_were_written() {
    var checksum = new Checksum(ChecksumAlgorithm.SHA1, Checksum.Type.FULL_OBJECT, "YWJj");
    List<JournalLine> lines =
        List.of(
            new JournalLine.Created("ключ/𝄞 \"\n", 1, SPEC),
            new JournalLine.Created("k", 1, OwnedFixture.PLAIN),
            new JournalLine.Part(9, new PartContent(5L << 30, "ab", checksum), "body", 1L << 44, 3),
            new JournalLine.Part(1, new PartContent(0, "ab", null), "part-1", 0, 3),
            new JournalLine.Completing("assembled", "t-1", checksum),
            new JournalLine.Resumed(),
            new JournalLine.Completed("t-1", null, 4));
    for (JournalLine line : lines) {
      String json = UploadFiles.toJson(line);
      assertThat(json).doesNotContain("\n");
      assertThat(UploadFiles.fromJson(json)).isEqualTo(line);
    }
  }

  @Test
  void thousands_of_uploads_do_not_pile_up() throws Exception {
    try (VolumeRoot root = root()) {
      UploadFiles files = new UploadFiles(root.staging(), Tenure.ALONE);
      UploadStates states = new UploadStates(files);
      for (int i = 0; i < 2000; i++) {
        create(files, i);
        states.add(new JournalLine.Created("key " + i, 7, SPEC).info(id(i)));
        assertThat(states.remembered()).isLessThanOrEqualTo(513);
      }
      for (int i = 0; i < 2000; i++) {
        try (UploadState state = states.locked(id(i))) {
          assertThat(state).isNotNull();
        }
      }
      assertThat(states.remembered()).isLessThanOrEqualTo(513);
    }
  }

  @Test
  void an_upload_with_an_attempt_under_way_is_never_forgotten() throws Exception {
    try (VolumeRoot root = root()) {
      UploadFiles files = new UploadFiles(root.staging(), Tenure.ALONE);
      UploadStates states = new UploadStates(files);
      create(files, 0);
      try (UploadState state = states.locked(id(0))) {
        assertThat(state).isNotNull();
        if (state != null) {
          state.start(1, new UploadState.Attempt(1, "body", 0, 0));
        }
      }
      for (int i = 1; i < 1500; i++) {
        create(files, i);
        states.add(new JournalLine.Created("key " + i, 7, SPEC).info(id(i)));
      }
      try (UploadState state = states.locked(id(0))) {
        assertThat(state == null ? null : state.attempt(1)).isNotNull();
      }
    }
  }

  /** Were it in memory twice, two threads would each count for themselves. */
  @Test
  void an_upload_is_in_memory_once_however_many_come_and_go() throws Exception {
    try (VolumeRoot root = root()) {
      UploadFiles files = new UploadFiles(root.staging(), Tenure.ALONE);
      UploadStates states = new UploadStates(files);
      for (int i = 0; i < 700; i++) {
        create(files, i);
      }
      AtomicInteger lastTicket = new AtomicInteger();
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger together = new AtomicInteger();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          int first = t * 175;
          running.add(
              threads.submit(() -> {
                for (int i = 0; i < 1500; i++) {
                  try (UploadState state = states.locked(id(0))) {
                    if (state == null || inside.incrementAndGet() != 1) {
                      together.incrementAndGet();
                    }
                    lastTicket.incrementAndGet();
                    inside.decrementAndGet();
                  }
                  UploadState other = states.locked(id(1 + (first + i) % 699));
                  if (other != null) {
                    other.close();
                  }
                }
                return first;
              }));
        }
        for (Future<?> done : running) {
          done.get();
        }
      }
      assertThat(together).hasValue(0);
      assertThat(lastTicket).hasValue(6000);
    }
  }
}
