package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static io.sluice.files.Samples.put;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors of the kernel, each provoked for real. The plain ones are in the contract. */
class ErrnoTest {
  @TempDir private Path folder = Path.of("unset");
  private Mounts mounts = new Mounts(folder);
  private Path directory = folder;

  @BeforeEach
  void make_a_place() throws IOException {
    mounts = new Mounts(folder);
    directory = Files.createDirectory(folder.resolve("volume"));
  }

  @AfterEach
  void unmount() throws IOException {
    assertThat(Descriptors.openBeneath(folder)).isEmpty();
    mounts.close();
  }

  private static VolumeRoot open(Path volume) throws FileFailure {
    return VolumeRoot.open(volume, FileSettings.DEFAULT);
  }

  @Test
  void a_full_disk_is_ENOSPC_and_leaves_nothing() throws Exception {
    Path small = mounts.tmpfs("size=1m");
    try (VolumeRoot root = open(small)) {
      assertThat(errnoOf(() -> put(root, "big", bytes(2 << 20)))).isEqualTo(Errno.ENOSPC);
      assertThat(root.staging().sweepBodies()).isZero();
      put(root, "fits", bytes(500_000));
      try (OpenFile source = requireNonNull(root.open(key("fits")));
          StagedFile copy = root.staging().create()) {
        copy.copyFrom(source, 0, 400_000, 0);
        assertThat(errnoOf(() -> copy.copyFrom(source, 0, 500_000, 400_000)))
            .isEqualTo(Errno.ENOSPC);
      }
      assertThat(Samples.read(root, "fits")).isEqualTo(bytes(500_000));
    }
  }

  @Test
  void no_inode_left_is_ENOSPC() throws Exception {
    Path small = mounts.tmpfs("size=1m,nr_inodes=12");
    try (VolumeRoot root = open(small)) {
      assertThat(errnoOf(() -> root.makeDirectories(key("a/b/c/d/e/f/g/h/i/j/"))))
          .isEqualTo(Errno.ENOSPC);
    }
  }

  @Test
  void a_quota_is_EDQUOT() throws Exception {
    Path limited = mounts.tmpfs("size=8m,usrquota,usrquota_block_hardlimit=1m");
    Shell.require("chown", "12345", limited.toString());
    try (VolumeRoot root = open(limited)) {
      // Root is above all quotas until the file is another's.
      try (StagedFile staged = root.staging().create()) {
        staged.write(0, List.of(ByteBuffer.wrap(bytes(2 << 20))));
        assertThat(errnoOf(() -> staged.seal(ObjectMetadata.NONE, null))).isEqualTo(Errno.EDQUOT);
      }
    }
  }

  @Test
  void another_file_system_within_the_volume_is_EXDEV() throws Exception {
    Path inner = Files.createDirectory(directory.resolve("inner"));
    mounts.tmpfsOn(inner);
    try (VolumeRoot root = open(directory)) {
      assertThat(errnoOf(() -> put(root, "inner/file", bytes(1)))).isEqualTo(Errno.EXDEV);
      assertThat(errnoOf(() -> root.removeDirectory(key("inner/")))).isEqualTo(Errno.EBUSY);
      Files.write(inner.resolve("foreign"), bytes(300_000));
      try (OpenFile source = requireNonNull(root.open(key("inner/foreign")));
          StagedFile copy = root.staging().create()) {
        copy.copyFrom(source, 0, 300_000, 0);
        copy.seal(ObjectMetadata.NONE, null);
        root.publish(copy.name(), key("copied"), PublishMode.CREATE);
      }
      assertThat(Samples.read(root, "copied")).isEqualTo(bytes(300_000));
    }
  }

  @Test
  void a_read_only_mount_is_EROFS() throws Exception {
    open(directory).close();
    Path target = Files.createDirectory(folder.resolve("read-only"));
    mounts.readOnly(directory, target);
    assertThat(errnoOf(() -> open(target).close())).isEqualTo(Errno.EROFS);
  }

  @Test
  void an_immutable_file_is_EPERM() throws Exception {
    try (VolumeRoot root = open(directory)) {
      put(root, "file", bytes(1));
      Path file = directory.resolve("file");
      assumeTrue(
          Shell.isRoot() && Shell.run("chattr", "+i", file.toString()).exitCode() == 0,
          "chattr +i does not work here");
      try {
        assertThat(errnoOf(() -> root.remove(key("file")))).isEqualTo(Errno.EPERM);
        assertThat(errnoOf(() -> put(root, "file", bytes(2)))).isEqualTo(Errno.EPERM);
      } finally {
        Shell.require("chattr", "-i", file.toString());
      }
    }
  }

  @Test
  void a_file_larger_than_the_file_system_allows_is_EFBIG() throws Exception {
    try (VolumeRoot root = open(directory);
        StagedFile staged = root.staging().create()) {
      assertThat(errnoOf(() -> staged.truncate(Long.MAX_VALUE))).isEqualTo(Errno.EFBIG);
      assertThat(errnoOf(() -> staged.truncate(-1))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void a_closed_volume_is_EBADF() throws Exception {
    VolumeRoot root = open(directory);
    StagedFile staged = root.staging().create();
    staged.keep();
    staged.close();
    root.close();
    root.close();
    assertThat(errnoOf(() -> root.status(key("file")))).isEqualTo(Errno.EBADF);
    assertThat(errnoOf(() -> staged.truncate(1))).isEqualTo(Errno.EBADF);
  }

  @Test
  void a_volume_that_is_no_directory_is_refused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(errnoOf(() -> open(file).close())).isEqualTo(Errno.ENOTDIR);
    assertThat(errnoOf(() -> open(folder.resolve("absent")).close())).isEqualTo(Errno.ENOENT);
    Files.createSymbolicLink(directory.resolve(".s3compat_uploads"), folder);
    assertThat(errnoOf(() -> open(directory).close())).isEqualTo(Errno.ELOOP);
  }

  @Test
  void calls_answer_with_the_kernels_own_number() throws Exception {
    try (VolumeRoot root = open(directory);
        Descriptor at = Descriptor.of(openDirectory(directory), "volume")) {
      root.makeDirectories(key("a/b/"));
      assertThat(Errno.of(-NameCalls.unlink(at.name(Tree.bytes("a")), NameCalls.REMOVE_DIRECTORY)))
          .isEqualTo(Errno.ENOTEMPTY);
      assertThat(Errno.of(-NameCalls.unlink(at.name(Tree.bytes("a")), 0))).isEqualTo(Errno.EISDIR);
      assertThat(AttributeCalls.get(at.procPathBytes(), "user.none"))
          .isEqualTo(-Errno.ENODATA.number());
      assertThat(AttributeCalls.get(at.procPathBytes(), "strange.none"))
          .isEqualTo(-Errno.EOPNOTSUPP.number());
    }
  }

  private static int openDirectory(Path path) {
    return OpenCalls.open(OpenCalls.HERE, RootPath.bytes(path), OpenFlags.PATH_DIRECTORY, 0);
  }

  @Test
  void parts_are_dropped_before_metadata_is_refused() throws Exception {
    try (VolumeRoot root = open(directory)) {
      assumeTrue(root.capabilities().fileSystem().equals("ext4"), "only ext4 has so little room");
      ContentClaim claim = irregular(400);
      try (StagedFile staged = root.staging().create()) {
        staged.seal(metadata(1500), claim);
        root.publish(staged.name(), key("file"), PublishMode.CREATE);
      }
      StoredAttributes stored = requireNonNull(root.attributes(key("file")));
      assertThat(stored.metadata()).isEqualTo(metadata(1500));
      assertThat(requireNonNull(stored.claim()).tag()).isEqualTo(claim.tag());
      assertThat(stored.claim().parts()).isEqualTo(PartLayout.WHOLE);

      try (StagedFile staged = root.staging().create()) {
        assertThat(errnoOf(() -> staged.seal(metadata(5000), null))).isEqualTo(Errno.ERANGE);
        assertThat(errnoOf(() -> staged.seal(metadata(3900), claim))).isEqualTo(Errno.ERANGE);
        assertThat(errnoOf(() -> staged.seal(metadata(70_000), null))).isEqualTo(Errno.ERANGE);
        staged.seal(metadata(3000), irregular(1));
      }
    }
  }

  private static ContentClaim irregular(int parts) {
    List<Long> sizes = new ArrayList<>();
    for (long i = 0; i < parts; i++) {
      sizes.add(i);
    }
    return new ContentClaim(
        EntityTag.ofParts(new byte[16], parts), List.of(), PartLayout.of(sizes));
  }

  private static ObjectMetadata metadata(int bytes) {
    return new ObjectMetadata(null, null, null, null, null, null, Map.of("m", "x".repeat(bytes)));
  }

  @Test
  void new_files_belong_to_the_owner_of_the_root() throws Exception {
    assumeTrue(Shell.isRoot(), "only root can give files away");
    Shell.require("chown", "12345:23456", directory.toString());
    try (VolumeRoot root = open(directory)) {
      put(root, "file", bytes(1));
      root.makeDirectories(key("dir/"));
      for (String name : List.of("file", "dir/")) {
        FileStatus status = requireNonNull(root.status(key(name)));
        assertThat(List.of(status.uid(), status.gid())).isEqualTo(List.of(12345, 23456));
      }
    }
    FileSettings settings = new FileSettings(5, 6, 0600, 0711, FileSettings.Durability.NONE);
    try (VolumeRoot root = VolumeRoot.open(directory, settings)) {
      FileStatus status = put(root, "file", bytes(1));
      assertThat(List.of(status.uid(), status.gid(), status.mode())).isEqualTo(List.of(5, 6, 0600));
    }
  }

  @Test
  void a_slow_sync_is_stamped_again() throws Exception {
    long[] now = {0};
    try (VolumeRoot root =
        VolumeRoot.open(
            directory,
            FileSettings.DEFAULT,
            new Random(1),
            () -> now[0] += ContentStamp.SLACK_NANOS)) {
      put(root, "file", bytes(5));
      assertThat(requireNonNull(root.attributes(key("file"))).claim())
          .isEqualTo(Samples.claim(bytes(5)));
    }
  }

  @Test
  void another_programs_staging_stays() throws Exception {
    Path theirs = Files.createDirectory(directory.resolve(".s3compat_uploads"));
    Files.writeString(theirs.resolve("left"), "over");
    open(directory).close();
    open(directory).close();
    assertThat(theirs.resolve("left")).hasContent("over");
    try (Stream<Path> bodies = Files.list(theirs.resolve("sluice/put"))) {
      assertThat(bodies).isEmpty();
    }
  }
}
