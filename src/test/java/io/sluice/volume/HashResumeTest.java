package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.HashNotes;
import io.sluice.model.ContentClaim;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class HashResumeTest extends HashingFixture {
  @Test
  void a_restart_goes_on_where_the_hashing_of_a_long_file_stopped() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    write("a", content);
    volume.entries();
    age();
    chunks(6);
    long before = hashing().progress().bytes();
    worker.putDown();
    volume.restart();
    begin(BACKGROUND);
    hash();
    assertThat(before).isPositive();
    assertThat(hashing().progress().bytes()).isEqualTo(content.length - before);
    assertThat(current("a").tag()).isEqualTo(md5(content));
    assertThat(new HashNotes(volume.index).keys()).isEmpty();
  }

  @Test
  void after_a_crash_the_last_checkpoint_counts_for_parts_too() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    ContentClaim claim = inParts(content, 3 * CHUNK + 7, 3 * CHUNK + 7, 4 * CHUNK - 14);
    put("a", content, claim);
    changeMode("a");
    age();
    chunks(6);
    volume.restart();
    begin(BACKGROUND);
    hash();
    assertThat(hashing().progress().bytes()).isLessThan(content.length);
    assertThat(current("a").claim()).isEqualTo(claim);
  }

  @Test
  void a_checkpoint_of_another_content_counts_for_nothing() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    write("a", content);
    write("b", content);
    volume.entries();
    age();
    chunks(6);
    worker.putDown();
    assertThat(new HashNotes(volume.index).keys()).hasSize(1);
    editAndPutTheTimeBack("a");
    volume.restart();
    begin(BACKGROUND);
    hash();
    content[0] = '!';
    assertThat(current("a").tag()).isEqualTo(md5(content));
  }

  @Test
  void checkpoints_of_files_that_are_gone_are_dropped_at_the_start() throws Exception {
    resumable();
    write("a", OwnedFixture.bytes(10 * CHUNK, 1));
    volume.entries();
    age();
    chunks(6);
    worker.putDown();
    Files.delete(volume.tree.resolve("a"));
    volume.entries();
    assertThat(new HashNotes(volume.index).keys()).hasSize(1);
    slowDown();
    assertThat(new HashNotes(volume.index).keys()).isEmpty();
  }
}
