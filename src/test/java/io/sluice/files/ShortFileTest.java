package io.sluice.files;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writing short files in one go, and reading them without waiting. */
class ShortFileTest extends VolumeFixture {
  private static final ObjectKey KEY = ObjectKey.of("a");
  private static final ContentClaim CLAIM =
      new ContentClaim(
          new EntityTag("0123456789abcdef0123456789abcdef"), List.of(), PartLayout.WHOLE);

  @TempDir Path place = Path.of("unset");

  @Override
  Path place() {
    return place;
  }

  /** Nothing is synced, so that what is replaced changes places with the new file. */
  @Override
  VolumeRoot openVolume(Path volume) throws FileFailure {
    var settings = new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE);
    return VolumeRoot.open(volume, settings);
  }

  private FileStatus put(ObjectKey key, String text, PublishMode mode) throws FileFailure {
    var content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    var file = new ShortFile(List.of(content), ObjectMetadata.NONE, CLAIM);
    try (StagedShort staged = root.stage(file, 0)) {
      return root.publish(staged, key, mode);
    }
  }

  private List<Path> staged() throws IOException {
    try (Stream<Path> names = Files.list(directory.resolve(".s3compat_uploads/sluice/put"))) {
      return names.toList();
    }
  }

  private static Errno errno(Throwable failure) {
    return ((FileFailure) failure).errno();
  }

  @Test
  void a_new_key_has_content_mode_and_claim() throws Exception {
    FileStatus status = put(KEY, "one", PublishMode.REPLACE);
    assertThat(directory.resolve("a")).hasContent("one");
    assertThat(status.mode()).isEqualTo(0644);
    assertThat(root.status(KEY)).isEqualTo(status);
    StoredAttributes stored = root.attributes(KEY);
    assertThat(stored == null ? null : stored.claim()).isEqualTo(CLAIM);
    assertThat(staged()).isEmpty();
  }

  @Test
  void a_replaced_file_leaves_nothing_behind() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    FileStatus status = put(KEY, "two", PublishMode.REPLACE);
    assertThat(directory.resolve("a")).hasContent("two");
    assertThat(root.status(KEY)).isEqualTo(status);
    assertThat(staged()).isEmpty();
  }

  @Test
  void a_file_elsewhere_with_the_same_inode_is_not_taken_for_the_new_one() throws Exception {
    try (Mounts mounts = new Mounts(place)) {
      Path outer = mounts.tmpfs("size=4m");
      Path inner = Files.createDirectory(outer.resolve("inner"));
      mounts.tmpfsOn(inner);
      for (int i = 0; i < 150; i++) { // Their numbers are those that ours will have, one by one.
        Files.writeString(inner.resolve("file"), "a pod's");
        Files.move(inner.resolve("file"), inner.resolve("last"), REPLACE_EXISTING);
      }
      try (VolumeRoot nested = openVolume(outer)) {
        for (int i = 0; i < 200; i++) {
          var content = List.of(ByteBuffer.wrap(new byte[] {1}));
          try (StagedShort staged =
              nested.stage(new ShortFile(content, ObjectMetadata.NONE, CLAIM), 0)) {
            ObjectKey key = ObjectKey.of("inner/last");
            assertThatThrownBy(() -> nested.publish(staged, key, PublishMode.REPLACE))
                .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.EXDEV));
          }
        }
      }
      assertThat(inner.resolve("last")).hasContent("a pod's");
    }
  }

  @Test
  void what_a_pod_wrote_at_once_is_told_as_another_content() throws Exception {
    var content = List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    try (StagedShort staged = root.stage(new ShortFile(content, ObjectMetadata.NONE, CLAIM), 0)) {
      Path inStaging = staged().getFirst();
      Files.write(inStaging, new byte[] {4}, APPEND);
      FileStatus told = root.publish(staged, KEY, PublishMode.REPLACE);
      assertThat(told.identity().sizeBytes()).isEqualTo(3);
      assertThat(told.identity()).isNotEqualTo(Objects.requireNonNull(root.status(KEY)).identity());
    }
  }

  @Test
  void who_reads_the_replaced_file_reads_on() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    try (OpenFile before = Objects.requireNonNull(root.open(KEY))) {
      put(KEY, "two", PublishMode.REPLACE);
      ByteBuffer read = ByteBuffer.allocateDirect(8);
      assertThat(before.read(read, 0)).isEqualTo(3);
      assertThat(read.get(0)).isEqualTo((byte) 'o');
    }
  }

  @Test
  void a_taken_name_is_refused_to_who_wants_a_new_one() throws Exception {
    Files.writeString(directory.resolve("a"), "a pod's");
    assertThatThrownBy(() -> put(KEY, "one", PublishMode.CREATE))
        .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.EEXIST));
    assertThat(directory.resolve("a")).hasContent("a pod's");
    assertThat(staged()).isEmpty();
  }

  @Test
  void a_directory_of_the_name_stays() throws Exception {
    Files.createDirectory(directory.resolve("a"));
    assertThatThrownBy(() -> put(KEY, "one", PublishMode.REPLACE))
        .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.EISDIR));
    assertThat(directory.resolve("a")).isDirectory();
    assertThat(staged()).isEmpty();
  }

  @Test
  void whether_a_failed_rename_was_done_is_told_by_the_inode_of_the_open_file() throws Exception {
    Path staged = Files.writeString(directory.resolve("staged"), "one");
    Path key = directory.resolve("a");
    try (Descriptor file = open(staged);
        Descriptor folder = open(directory)) {
      NameCalls.Name name = folder.name("a".getBytes(StandardCharsets.UTF_8));
      assertThat(Publisher.hasName(file, null, name)).isFalse();
      Files.writeString(key, "one");
      assertThat(Publisher.hasName(file, null, name)).as("another file of the key").isFalse();
      Stat before = file.stat();
      Files.delete(key);
      Files.move(staged, key);
      assertThat(Publisher.hasName(file, null, name)).isTrue();
      assertThat(Publisher.hasName(file, before, name)).isTrue();
      Files.delete(key);
      Files.writeString(key, "one");
      assertThat(Publisher.hasName(file, null, name)).as("replaced since").isFalse();
    }
  }

  @Test
  void what_fails_after_the_rename_is_never_taken_for_a_reason_to_write_again() {
    for (Errno again : List.of(Errno.ENOENT, Errno.ESTALE)) {
      FileFailure failure = new FileFailure(again, "fsync", "a");
      assertThat(Publisher.afterRename(failure).errno()).isEqualTo(Errno.EIO);
      assertThat(Publisher.afterRename(failure)).hasMessageContaining("fsync");
    }
    FileFailure full = new FileFailure(Errno.ENOSPC, "fsync", "a");
    assertThat(Publisher.afterRename(full)).isSameAs(full);
  }

  private static Descriptor open(Path path) throws FileFailure {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    return Descriptor.of(OpenCalls.open(OpenCalls.HERE, name, OpenFlags.READ, 0), path.toString());
  }

  @Test
  void a_missing_parent_is_for_the_caller_to_make() throws Exception {
    assertThatThrownBy(() -> put(ObjectKey.of("d/a"), "one", PublishMode.REPLACE))
        .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.ENOENT));
    assertThat(staged()).isEmpty();
  }

  @Test
  void staging_that_a_pod_removed_is_made_again() throws Exception {
    Files.delete(directory.resolve(".s3compat_uploads/sluice/put"));
    put(KEY, "one", PublishMode.REPLACE);
    assertThat(directory.resolve("a")).hasContent("one");
  }

  @Test
  void a_file_in_another_state_is_not_opened_at_once() throws Exception {
    FileIdentity before = put(KEY, "one", PublishMode.REPLACE).identity();
    put(KEY, "two", PublishMode.REPLACE);
    assertThat(root.openNow(KEY, before)).isNull();
  }

  /**
   * Mounts keep the time of the first read after a change (relatime), which waits for a journal.
   */
  @Test
  void reading_our_own_file_leaves_its_access_time_alone() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    var times = Files.getFileAttributeView(directory.resolve("a"), BasicFileAttributeView.class);
    FileTime longAgo = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    times.setTimes(null, longAgo, null);
    FileIdentity identity = Objects.requireNonNull(root.status(KEY)).identity();

    try (OpenFile waiting = Objects.requireNonNull(root.open(KEY))) {
      assertThat(waiting.read(ByteBuffer.allocateDirect(8), 0)).isEqualTo(3);
    }
    try (OpenFile prompt = root.openNow(KEY, identity)) {
      assertThat(prompt == null || prompt.readCached(ByteBuffer.allocateDirect(8), 0) == 3)
          .isTrue();
    }
    assertThat(times.readAttributes().lastAccessTime()).isEqualTo(longAgo);
  }

  @Test
  void a_file_that_was_never_read_is_opened_at_once_where_names_are_told_so() throws Exception {
    FileStatus status = put(KEY, "one", PublishMode.REPLACE);
    boolean isTold = root.statusNow(KEY) != null;
    try (OpenFile prompt = root.openNow(KEY, status.identity())) {
      assertThat(prompt != null).isEqualTo(isTold);
    }
  }

  @Test
  void what_is_told_at_once_is_what_is_told_otherwise() throws Exception {
    FileStatus status = put(KEY, "one", PublishMode.REPLACE);
    FileStatus now = root.statusNow(KEY);
    assertThat(now == null || now.equals(status)).isTrue();
    assertThat(root.statusNow(ObjectKey.of("nothing"))).isNull();
    assertThat(root.statusNow(ObjectKey.of("../a"))).isNull();
  }

  @Test
  void links_lead_nowhere_at_once_either() throws Exception {
    Files.createDirectory(directory.resolve("d"));
    put(ObjectKey.of("d/a"), "one", PublishMode.REPLACE);
    Files.createSymbolicLink(directory.resolve("l"), Path.of("d"));
    assertThat(root.statusNow(ObjectKey.of("l/a"))).isNull();
    FileStatus link = root.statusNow(ObjectKey.of("l"));
    assertThat(link == null || link.type() == FileType.SYMBOLIC_LINK).isTrue();
  }

  private Object attribute(String name) throws IOException {
    return Files.getAttribute(directory.resolve("a"), "user:sluice." + name);
  }

  @Test
  void all_that_s3_knows_lies_in_one_attribute_that_fits_into_an_inode() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    assertThat((byte[]) attribute("meta")).hasSizeLessThanOrEqualTo(60);
    assertThatThrownBy(() -> attribute("content")).isInstanceOf(IOException.class);
  }

  @Test
  void a_file_of_an_older_version_keeps_what_it_says() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    FileIdentity now = Objects.requireNonNull(root.status(KEY)).identity();
    Path file = directory.resolve("a");
    Files.setAttribute(
        file, "user:sluice.meta", ByteBuffer.wrap(AttributeCodec.encode(ObjectMetadata.NONE)));
    byte[] stamp = AttributeCodec.encode(ContentStamp.of(CLAIM, now));
    Files.setAttribute(file, "user:sluice.content", ByteBuffer.wrap(stamp));
    StoredAttributes stored = Objects.requireNonNull(root.attributes(KEY));
    assertThat(stored.claim()).isEqualTo(CLAIM);
  }

  @Test
  void tags_and_another_name_leave_the_claim_as_it_is() throws Exception {
    FileIdentity made = put(KEY, "one", PublishMode.REPLACE).identity();
    FileStatus tagged = root.retag(KEY, made, Map.of("k", "v"), _ -> {});
    FileIdentity now = Objects.requireNonNull(tagged).identity();
    StoredAttributes stored = Objects.requireNonNull(root.attributes(KEY));
    assertThat(stored.claim()).isEqualTo(CLAIM);
    assertThat(stored.metadata().tags()).containsEntry("k", "v");
    ObjectKey other = ObjectKey.of("b");
    var _ = root.move(new Move(KEY, other, now, CLAIM, PublishMode.CREATE), _ -> {});
    StoredAttributes moved = Objects.requireNonNull(root.attributes(other));
    assertThat(moved.claim()).isEqualTo(CLAIM);
    assertThat(moved.metadata().tags()).containsEntry("k", "v");
  }

  @Test
  void staging_that_goes_while_it_is_in_use_is_made_again() throws Exception {
    put(KEY, "one", PublishMode.REPLACE);
    Files.delete(directory.resolve(".s3compat_uploads/sluice/put"));
    put(KEY, "two", PublishMode.REPLACE);
    assertThat(directory.resolve("a")).hasContent("two");
    put(KEY, "three", PublishMode.REPLACE);
    assertThat(directory.resolve("a")).hasContent("three");
    assertThat(staged()).isEmpty();
  }

  @Test
  void a_link_of_the_name_stays_and_nothing_is_written() throws Exception {
    Files.createSymbolicLink(directory.resolve("a"), Path.of("elsewhere"));
    assertThatThrownBy(() -> put(KEY, "one", PublishMode.REPLACE))
        .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.EISDIR));
    assertThat(directory.resolve("a")).isSymbolicLink();
    assertThat(staged()).isEmpty();
  }

  @Test
  void an_owner_whose_folder_is_gone_publishes_nothing() throws Exception {
    root.staging().fence(7, () -> {});
    var content = new ShortFile(List.of(ByteBuffer.allocate(3)), ObjectMetadata.NONE, CLAIM);
    try (StagedShort staged = root.stage(content, 7)) {
      var _ = root.publish(staged, KEY, PublishMode.REPLACE);
    }
    assertThat(directory.resolve("a")).hasSize(3);
    try (StagedShort late = root.stage(content, 7)) {
      root.staging().fence(8, () -> {});
      assertThatThrownBy(() -> root.publish(late, ObjectKey.of("b"), PublishMode.REPLACE))
          .isInstanceOf(RefusedException.class);
    }
    assertThatThrownBy(() -> root.stage(content, 7)).isInstanceOf(RefusedException.class);
    assertThat(directory.resolve("b")).doesNotExist();
  }

  /** Its mode tells whether it was sealed a second time: that sets it again. */
  @ParameterizedTest
  @CsvSource({"0, rw-------", "2, rw-r--r--"})
  void what_waited_long_for_its_key_is_sealed_again(int seconds, String mode) throws Exception {
    AtomicLong nanos = new AtomicLong();
    var content = new ShortFile(List.of(ByteBuffer.allocate(3)), ObjectMetadata.NONE, CLAIM);
    try (VolumeRoot clocked =
            VolumeRoot.open(directory, root.settings(), new Random(1), nanos::get);
        StagedShort staged = clocked.stage(content, 0)) {
      Files.setPosixFilePermissions(
          staged().getFirst(), PosixFilePermissions.fromString("rw-------"));
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
      FileStatus _ = clocked.publish(staged, KEY, PublishMode.REPLACE);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo(mode);
    StoredAttributes stored = root.attributes(KEY);
    assertThat(stored == null ? null : stored.claim()).isEqualTo(CLAIM);
  }

  @Test
  void what_a_pod_took_from_staging_is_not_waited_for() throws Exception {
    var content = new ShortFile(List.of(ByteBuffer.allocate(3)), ObjectMetadata.NONE, CLAIM);
    try (StagedShort staged = root.stage(content, 0)) {
      Files.delete(staged().getFirst());
      assertThatThrownBy(() -> root.publish(staged, KEY, PublishMode.REPLACE))
          .satisfies(failure -> assertThat(errno(failure)).isEqualTo(Errno.ESTALE));
    }
    assertThat(directory.resolve("a")).doesNotExist();
  }

  @Test
  void what_is_not_published_is_gone_when_it_is_closed() throws Exception {
    var content = new ShortFile(List.of(ByteBuffer.allocate(3)), ObjectMetadata.NONE, CLAIM);
    try (StagedShort _ = root.stage(content, 0)) {
      assertThat(staged()).hasSize(1);
    }
    assertThat(staged()).isEmpty();
  }
}
