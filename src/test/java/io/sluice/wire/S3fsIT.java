package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** s3fs, which mounts a bucket, told nothing but where to, who, and path style. */
@ExtendWith(SharedWire.class)
final class S3fsIT {
  private final Wire wire;

  S3fsIT(Wire wire) {
    this.wire = wire;
  }

  @Test
  void a_mounted_bucket_is_written_read_renamed_and_listed() throws IOException {
    Tool s3fs = Tool.find("s3fs", wire);
    Tool unmount = Tool.find("fusermount", wire);
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/dev/fuse")) && Files.isWritable(Path.of("/dev/fuse")),
        "/dev/fuse can't be used");
    Path mounted = Files.createDirectories(wire.home().resolve("s3fs"));
    s3fs.run(Wire.OTHER_BUCKET, mounted.toString(), "-o", options(s3fs.home()));
    try {
      filesAreWrittenAndRenamed(mounted);
      largeFilesGoInParts(mounted);
    } finally {
      unmount.run("-u", "-z", mounted.toString());
    }
    // Else the fixture's clean-up might walk into the mount.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !Files.readString(Path.of("/proc/self/mounts")).contains(mounted.toString()));
  }

  private void filesAreWrittenAndRenamed(Path mounted) throws IOException {
    Path folder = Files.createDirectories(mounted.resolve("s3fs ü/inner"));
    Files.writeString(folder.resolve("file"), "hello");
    Path served = wire.otherRoot().resolve("s3fs ü");
    assertThat(served.resolve("inner/file")).hasContent("hello");
    Files.move(folder.resolve("file"), folder.resolve("renamed"));
    Files.move(folder, mounted.resolve("s3fs ü/moved"));
    assertThat(served.resolve("moved/renamed")).hasContent("hello");
    assertThat(served.resolve("inner")).doesNotExist();
    try (var listed = Files.list(mounted.resolve("s3fs ü/moved"))) {
      assertThat(listed.map(file -> file.getFileName().toString())).containsExactly("renamed");
    }
    Files.delete(mounted.resolve("s3fs ü/moved/renamed"));
    assertThat(served.resolve("moved/renamed")).doesNotExist();
  }

  private void largeFilesGoInParts(Path mounted) throws IOException {
    Path file = Trees.largeFile(wire.home().resolve("s3fs-large"), 30, 20_261_106);
    Files.copy(file, mounted.resolve("s3fs-large"));
    assertThat(Files.mismatch(file, wire.otherRoot().resolve("s3fs-large"))).isEqualTo(-1);
    assertThat(Files.mismatch(file, mounted.resolve("s3fs-large"))).isEqualTo(-1);
    Files.delete(mounted.resolve("s3fs-large"));
    Files.delete(file);
  }

  private String options(Path home) throws IOException {
    Path password = home.resolve("s3fs-password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, ServerProcess.ACCESS_KEY + ":" + ServerProcess.SECRET_KEY);
    return "passwd_file=%s,url=%s,use_path_request_style".formatted(password, wire.endpoint());
  }
}
