package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume that was never seen before is served without waiting for its walk. */
final class AttachTest {
  private static final int DIRECTORIES = 400;

  @TempDir private Path temp;
  private ScheduledExecutorService threads;
  private OwnedFixture at;

  @BeforeEach
  void open() throws Exception {
    threads = Executors.newScheduledThreadPool(2);
    Path tree = temp.resolve("tree");
    for (int i = 0; i < DIRECTORIES; i++) {
      Path directory = Files.createDirectories(tree.resolve("d%03d".formatted(i)));
      Files.createFile(directory.resolve("f1"));
      Files.createFile(directory.resolve("f2"));
    }
    at = new OwnedFixture(temp);
  }

  @AfterEach
  void close() {
    at.close();
    threads.shutdownNow();
  }

  private void crawl(int entriesPerSecond) {
    var slowly = new CrawlSettings(Duration.ofHours(1), entriesPerSecond, false);
    at.volume.retune(new VolumeTuning(ListedVolume.ALWAYS, slowly, Long.MAX_VALUE));
  }

  private ListPage page(String after, int keys) {
    ListPosition position =
        after.isEmpty() ? ListPosition.START : new ListPosition(ObjectKey.of(after), false);
    var query = new ListQuery(ObjectKey.ROOT, "", position, keys);
    return ((VolumeReply.Listed) at.ask(new VolumeCommand.ListObjects(OwnedFixture.NAME, query)))
        .page();
  }

  private int read() {
    int read = 0;
    for (int i = 0; i < DIRECTORIES; i++) {
      var row = at.volume.workings().index().directory(ObjectKey.of("d%03d/".formatted(i)));
      read += row != null && row.readAt() != null ? 1 : 0;
    }
    return read;
  }

  @Test
  void a_page_reads_its_own_directories_and_waits_for_no_walk() throws Exception {
    assertThat(at.looksAtClock).as("attaching reads no directory").hasValueLessThan(10);
    crawl(1);
    at.startBackground(threads);
    assertThat(page("", 6).objects())
        .extracting(object -> object.key().toString())
        .containsExactly("d000/f1", "d000/f2", "d001/f1", "d001/f2", "d002/f1", "d002/f2");
    // One more, to know whether there is more; and what the crawl came to meanwhile.
    long crawled = at.volume.crawl().directories();
    assertThat(read()).isLessThanOrEqualTo((int) crawled + 5);
    assertThat(page("d398/f1", 2).objects()).hasSize(2);
    assertThat(at.lookup("d200/f1").entry()).isNotNull();
    assertThat(read()).isLessThan(DIRECTORIES / 2);
    assertThat(at.volume.crawl().state()).isEqualTo(CrawlProgress.State.CRAWLING);
  }

  @Test
  void a_walk_goes_on_where_the_last_process_stopped() throws Exception {
    crawl(200);
    at.startBackground(threads);
    await().until(() -> at.volume.crawl().directories() > 20);
    at.close();
    long before = at.volume.crawl().directories();
    assertThat(before).isLessThan(DIRECTORIES);
    at = new OwnedFixture(temp);
    assertThat(at.volume.crawl().directories()).isBetween(before, (long) DIRECTORIES);
    int looked = at.looksAtClock.get();
    crawl(Integer.MAX_VALUE);
    at.startBackground(threads);
    await().until(() -> at.volume.crawl().walks() == 1);
    assertThat(at.volume.crawl().directories()).isEqualTo(DIRECTORIES + 1);
    assertThat(at.looksAtClock.get() - looked)
        .as("what the first process read is not read again")
        .isLessThan(DIRECTORIES + 20);
    assertThat(at.differences()).isEmpty();
  }
}
