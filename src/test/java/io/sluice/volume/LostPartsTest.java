package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.join;
import static io.sluice.volume.OwnedFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.model.CompletedPart;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.UploadSpec;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Pods that change what uploads have in staging, and volumes that can't hold what was promised. */
class LostPartsTest extends WithOwnedVolume {
  private static final int UNIT = 70_000;
  private static final byte[] ONE = bytes(UNIT, 1);
  private static final byte[] TWO = bytes(UNIT, 2);
  private static final byte[] THREE = bytes(UNIT, 3);
  private static final CompletedPart[] ALL = {named(1, ONE), named(2, TWO), named(3, THREE)};

  private Upload uploaded(byte[]... parts) throws FileFailure {
    Upload upload = at.upload("k");
    for (int i = 0; i < parts.length; i++) {
      assertThat(upload.part(at, i + 1, parts[i])).isEqualTo(new VolumeReply.PartFinished());
    }
    return upload;
  }

  private void assertLost(Upload upload) {
    assertThat(at.reason(upload.complete(at, ALL))).isEqualTo(Reason.INVALID_PART);
    assertThat(at.tree.resolve("k")).doesNotExist();
  }

  /** All of it that was lost can be sent again. */
  private void assertMended(Upload upload) throws Exception {
    upload.part(at, 1, ONE);
    upload.part(at, 2, TWO);
    upload.part(at, 3, THREE);
    assertThat(upload.complete(at, ALL)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO, THREE));
  }

  @Test
  void slots_that_were_cut_off_never_become_zeros() throws Exception {
    Upload upload = uploaded(ONE, TWO, THREE);
    try (var body = new RandomAccessFile(upload.folder(at).resolve("body").toFile(), "rw")) {
      body.setLength(2 * UNIT + 5);
    }
    assertLost(upload);
    assertMended(upload);
  }

  @Test
  void slots_whose_file_is_gone_are_missed() throws Exception {
    Upload upload = uploaded(ONE, TWO, THREE);
    Files.delete(upload.folder(at).resolve("body"));
    assertLost(upload);
    assertMended(upload);
  }

  @Test
  void slots_are_missed_although_a_later_part_made_their_file_again() throws Exception {
    Upload upload = uploaded(ONE, TWO);
    Files.move(upload.folder(at).resolve("body"), temp.resolve("away"));
    upload.part(at, 3, THREE);
    assertLost(upload);
    at.restartWithoutIndex();
    assertLost(upload);
    assertMended(upload);
  }

  @Test
  void a_file_of_slots_that_has_another_name_is_no_object() throws Exception {
    Upload upload = uploaded(ONE, TWO, THREE);
    Files.createLink(at.tree.resolve("pods"), upload.folder(at).resolve("body"));
    assertLost(upload);
    Files.delete(at.tree.resolve("pods"));
    assertThat(upload.complete(at, ALL)).isInstanceOf(VolumeReply.Completed.class);
  }

  @Test
  void links_pipes_and_directories_are_no_slots() throws Exception {
    for (String made : List.of("ln -s /etc/passwd", "mkfifo", "mkdir")) {
      Upload upload = uploaded(ONE, TWO, THREE);
      Path body = upload.folder(at).resolve("body");
      Files.delete(body);
      assertThat(OwnedFixture.shell("sh", "-c", made + " " + body)).isZero();
      assertLost(upload);
    }
  }

  @Test
  void parts_in_files_of_their_own_are_missed_too() throws Exception {
    Upload upload = uploaded(bytes(10, 1), TWO, THREE);
    try (Stream<Path> names = Files.list(upload.folder(at))) {
      for (Path name : names.filter(n -> n.toString().contains("part-2")).toList()) {
        Files.write(name, bytes(5, 1));
      }
    }
    CompletedPart[] parts = {named(1, bytes(10, 1)), named(2, TWO), named(3, THREE)};
    assertThat(at.reason(upload.complete(at, parts))).isEqualTo(Reason.INVALID_PART);
    upload.part(at, 2, TWO);
    assertThat(upload.complete(at, parts)).isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.content("k")).isEqualTo(join(bytes(10, 1), TWO, THREE));
  }

  @Test
  void a_copy_of_the_volume_has_other_inodes_and_loses_nothing() throws Exception {
    Upload upload = uploaded(ONE, TWO, THREE);
    try (OwnedFixture copy = at.afterCrash(temp)) {
      assertThat(upload.complete(copy, ALL)).isInstanceOf(VolumeReply.Completed.class);
      assertThat(copy.content("k")).isEqualTo(join(ONE, TWO, THREE));
    }
  }

  @Test
  void a_part_stays_acknowledged_although_the_one_before_it_can_not_be_removed() throws Exception {
    Upload upload = at.upload("k");
    upload.part(at, 1, ONE);
    upload.part(at, 2, THREE);
    upload.part(at, 2, ONE);
    Path before = ownFile(upload, 2);
    VolumeReply.PartStarted place = upload.started(at, 2, UNIT);
    upload.write(at, place, TWO);
    Files.delete(before);
    Files.createDirectories(before.resolve("pods"));
    assertThat(upload.finish(at, place, TWO)).isEqualTo(new VolumeReply.PartFinished());
    upload.cancel(at, place);
    upload.complete(at, named(1, ONE), named(2, TWO));
    assertThat(at.content("k")).isEqualTo(join(ONE, TWO));
  }

  private Path ownFile(Upload upload, int number) throws Exception {
    try (Stream<Path> names = Files.list(upload.folder(at))) {
      return names.filter(n -> n.toString().contains("part-" + number)).findFirst().orElseThrow();
    }
  }

  @Test
  void metadata_that_the_object_can_not_have_is_refused_before_the_parts() throws Exception {
    var metadata =
        new ObjectMetadata(
            null, null, "f".repeat(2200), null, null, null, Map.of("a", "b".repeat(1900)));
    Assumptions.assumeTrue(isTooLarge(metadata), "the file system takes any metadata");
    assertThat(at.refused(create(metadata))).isEqualTo(Reason.METADATA_TOO_LARGE);
    assertThat(at.uploadIds()).isEmpty();
    assertThat(at.tree.resolve(".s3compat_uploads/sluice/uploads")).isEmptyDirectory();
  }

  @Test
  void a_trial_of_long_metadata_leaves_nothing_behind() throws Exception {
    var metadata =
        new ObjectMetadata(null, null, null, null, null, null, Map.of("a", "b".repeat(1900)));
    assertThat(at.refused(create(metadata))).isNull();
    assertThat(at.staged()).hasSize(1).first().asString().endsWith("/journal");
  }

  private VolumeCommand.CreateUpload create(ObjectMetadata metadata) {
    return new VolumeCommand.CreateUpload(
        OwnedFixture.NAME,
        ObjectKey.of("k"),
        at.newUploadId(),
        new UploadSpec(metadata, null, null));
  }

  private boolean isTooLarge(ObjectMetadata metadata) throws FileFailure {
    var claim =
        new ContentClaim(
            EntityTag.ofParts(new byte[16], 2), List.of(), PartLayout.of(List.of(1L, 1L)));
    try (StagedFile file = at.root.staging().create()) {
      file.seal(metadata, claim);
      return false;
    } catch (FileFailure refused) {
      return true;
    }
  }
}
