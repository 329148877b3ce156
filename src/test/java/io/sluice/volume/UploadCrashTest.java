package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.join;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeReply;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The node dies between any two steps; another one takes the volume over with no index. */
class UploadCrashTest extends WithOwnedVolume {
  private static final int UNIT = 70_000;
  private static final byte[] ONE = bytes(UNIT, 1);
  private static final byte[] TWO = bytes(UNIT, 2);
  private static final byte[] SMALL = bytes(77, 3);
  private static final CompletedPart[] REGULAR = {named(1, ONE), named(2, TWO)};
  private static final CompletedPart[] IRREGULAR = {named(1, SMALL), named(2, TWO)};

  private Upload regular() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    return upload;
  }

  private Upload irregular() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, SMALL);
    upload.part(at, 2, TWO);
    return upload;
  }

  @Test
  void a_journal_torn_at_any_byte_keeps_the_acknowledged_parts() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    Path journal = upload.folder(at).resolve("journal");
    long acknowledged = Files.size(journal);
    upload.part(at, 2, TWO);
    byte[] whole = Files.readAllBytes(journal);
    for (int length : new int[] {(int) acknowledged + 1, whole.length - 2, whole.length - 1}) {
      try (OwnedFixture after = at.afterCrash(temp)) {
        Files.write(
            upload.folder(after).resolve("journal"), java.util.Arrays.copyOf(whole, length));
        after.restartWithoutIndex();
        assertThat(upload.partNumbers(after)).containsExactly(1);
        upload.part(after, 2, TWO);
        assertThat(upload.complete(after, REGULAR)).isInstanceOf(VolumeReply.Completed.class);
        assertThat(after.content("k")).isEqualTo(join(ONE, TWO));
      }
    }
  }

  @Test
  void what_was_not_acknowledged_is_swept() throws Exception {
    Upload upload = irregular();
    VolumeReply.PartStarted own = upload.started(at, 2, 100_000);
    upload.write(at, own, bytes(100_000, 5));
    at.commit("x", SMALL, Conditions.NONE, 0);
    assertThat(at.staged()).hasSize(5);
    try (OwnedFixture after = at.afterCrash(temp)) {
      assertThat(upload.partNumbers(after)).containsExactly(1, 2);
      assertThat(after.staged()).doesNotContain("uploads/" + upload.id() + "/" + own.fileName());
      assertThat(after.staged()).noneMatch(name -> name.startsWith("put/"));
      assertThat(after.keys()).isEmpty();
      upload.complete(after, IRREGULAR);
      assertThat(after.content("k")).isEqualTo(join(SMALL, TWO));
    }
  }

  @Test
  void a_folder_without_a_journal_is_removed() throws Exception {
    Upload upload = at.upload("k");
    Files.delete(upload.folder(at).resolve("journal"));
    try (OwnedFixture after = at.afterCrash(temp)) {
      assertThat(upload.folder(after)).doesNotExist();
      assertThat(after.uploadIds()).isEmpty();
    }
  }

  @Test
  void announced_but_not_published_means_that_the_upload_goes_on() throws Exception {
    Upload upload = regular();
    append(upload, completing("body", REGULAR));
    at.restartWithoutIndex();
    assertThat(upload.partNumbers(at)).containsExactly(1, 2);
    assertThat(at.keys()).isEmpty();
    assertThat(upload.complete(at, REGULAR)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
  }

  @Test
  void published_but_not_said_so_means_that_it_was_completed() throws Exception {
    Upload upload = regular();
    append(upload, completing("body", REGULAR));
    Files.move(
        upload.folder(at).resolve("body"), at.tree.resolve("k"), StandardCopyOption.ATOMIC_MOVE);
    at.restartWithoutIndex();
    assertThat(upload.complete(at, REGULAR))
        .isEqualTo(new VolumeReply.Completed(OwnedFixture.tag(REGULAR), null));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
    assertThat(at.reason(upload.parts(at))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    assertThat(at.keys()).containsExactly("k");
  }

  @Test
  void published_with_an_error_afterwards_is_not_published_again() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 2, ONE); // in a file of its own, to be moved in
    CompletedPart[] parts = {named(1, ONE), named(2, ONE)};
    append(upload, completing("body", parts));
    Files.move(upload.folder(at).resolve("body"), at.tree.resolve("k"));
    at.restart();
    VolumeReply again = upload.complete(at, parts);
    assertThat(again).isEqualTo(new VolumeReply.Completed(OwnedFixture.tag(parts), null));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
  }

  @Test
  void what_a_completed_upload_left_is_swept() throws Exception {
    Upload upload = irregular();
    upload.complete(at, IRREGULAR);
    for (String left : List.of("body", "part-1-1-ab", "assembled")) {
      Files.write(upload.folder(at).resolve(left), ONE);
    }
    at.restart();
    assertThat(at.staged()).containsExactly("uploads/" + upload.id() + "/journal");
  }

  @Test
  void a_refused_complete_does_not_count_as_one_after_a_crash_in_the_next() throws Exception {
    Upload upload = irregular();
    at.put("k/child", SMALL);
    assertThat(at.reason(upload.complete(at, IRREGULAR))).isEqualTo(Reason.KEY_CONFLICT);
    // The next Complete begins by making its file anew, and the node dies there.
    Files.deleteIfExists(upload.folder(at).resolve("assembled"));
    try (OwnedFixture after = at.afterCrash(temp)) {
      assertThat(after.uploadIds()).containsExactly(upload.id());
      assertThat(upload.partNumbers(after)).containsExactly(1, 2);
      after.delete("k/child");
      Files.deleteIfExists(after.tree.resolve("k")); // a copied directory is not ours any more
      upload.complete(after, IRREGULAR);
      assertThat(after.content("k")).isEqualTo(join(SMALL, TWO));
    }
  }

  @Test
  void an_interrupted_complete_does_not_count_as_one_after_a_second_crash() throws Exception {
    Upload upload = irregular();
    Files.write(upload.folder(at).resolve("assembled"), join(SMALL, TWO));
    append(upload, completing("assembled", IRREGULAR));
    at.restart();
    Files.deleteIfExists(upload.folder(at).resolve("assembled"));
    at.restart();
    assertThat(upload.partNumbers(at)).containsExactly(1, 2);
    upload.complete(at, IRREGULAR);
    assertThat(at.content("k")).isEqualTo(join(SMALL, TWO));
  }

  @Test
  void an_abort_that_was_cut_short_is_not_half_an_upload() throws Exception {
    Upload upload = irregular();
    Files.delete(upload.folder(at).resolve("journal"));
    try (OwnedFixture after = at.afterCrash(temp)) {
      assertThat(after.staged()).isEmpty();
      assertThat(at.reason(upload.parts(after))).isEqualTo(Reason.NO_SUCH_UPLOAD);
    }
  }

  @Test
  void a_part_whose_file_is_gone_gives_way_to_the_one_before() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, SMALL);
    VolumeReply.PartStarted again = upload.started(at, 1, 100);
    var content = new io.sluice.model.PartContent(100, OwnedFixture.md5(bytes(100, 8)), null);
    append(upload, new JournalLine.Part(1, content, again.fileName(), 0, 0));
    at.restart();
    upload.complete(at, named(1, SMALL));
    assertThat(at.content("k")).isEqualTo(SMALL);
  }

  @Test
  void one_unreadable_journal_does_not_keep_the_volume_closed() throws Exception {
    Upload broken = at.upload("a");
    Upload good = regular();
    at.root.staging().append(broken.id(), "journal", "{\"type\":\"from the future\"}");
    at.restart();
    assertThat(good.partNumbers(at)).containsExactly(1, 2);
    assertThat(broken.folder(at)).exists();
  }

  @Test
  void foreign_files_among_the_uploads_are_left_alone() throws Exception {
    Path uploads = at.tree.resolve(".s3compat_uploads/sluice/uploads");
    Files.createDirectories(uploads.resolve("somebody-elses"));
    Files.writeString(uploads.resolve("note"), "hello");
    at.restart();
    at.volume.maintain();
    assertThat(uploads.resolve("somebody-elses")).exists();
    assertThat(uploads.resolve("note")).exists();
  }

  private static JournalLine completing(String fileName, CompletedPart... parts) {
    return new JournalLine.Completing(fileName, OwnedFixture.tag(parts).value(), null);
  }

  private void append(Upload upload, JournalLine line) throws Exception {
    at.root.staging().append(upload.id(), "journal", UploadFiles.toJson(line));
    assertThat(Files.readString(upload.folder(at).resolve("journal"), StandardCharsets.UTF_8))
        .contains(UploadFiles.toJson(line));
  }
}
