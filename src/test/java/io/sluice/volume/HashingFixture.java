package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.PublishMode;
import io.sluice.files.StagedFile;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose files are hashed slice by slice, when a test says so. */
abstract class HashingFixture {
  static final HashSettings MD5 = new HashSettings(true, 1 << 20);
  static final HashSettings BACKGROUND = new HashSettings(true, 0);
  static final int CHUNK = 256 << 10;
  static final Checksum CHECKSUM =
      new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");

  @TempDir Path temp;
  ListedVolume volume;
  HashWorker worker;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.ALWAYS);
    hashing().retune(BACKGROUND);
    worker = new HashWorker(hashing());
  }

  @AfterEach
  void close() {
    volume.close();
  }

  /** Hashes on, with these settings, after a restart too. */
  void begin(HashSettings settings) {
    hashing().retune(settings);
    worker = new HashWorker(hashing());
  }

  Hashing hashing() {
    return volume.listing.hashing();
  }

  /** Lets files count as old. */
  void age() {
    volume.ahead = Duration.ofMinutes(1);
    volume.nanos.addAndGet(Duration.ofMinutes(2).toNanos());
  }

  void hash() {
    age();
    worker.slice();
  }

  /** From now on each slice reads one chunk. */
  void slowDown() {
    hashing().start("v", new HashShare(Executors.newScheduledThreadPool(0), 0, oneChunkASecond()));
  }

  ByteRate oneChunkASecond() {
    return new ByteRate(CHUNK, volume.nanos::get);
  }

  void chunks(int count) {
    for (int i = 0; i < count; i++) {
      worker.slice();
      volume.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  ObjectEntry current(String key) throws FileFailure {
    return requireNonNull(volume.listing.freshener().current(ObjectKey.of(key)));
  }

  Path write(String key, byte[] content) throws IOException {
    return Files.write(volume.tree.resolve(key), content);
  }

  ObjectEntry put(String key, byte[] content, @Nullable ContentClaim claim) throws FileFailure {
    ObjectKey whole = ObjectKey.of(key);
    ObjectMetadata metadata = ObjectMetadata.NONE.withTags(Map.of("a", "b"));
    try (StagedFile staged = volume.root.staging().create()) {
      staged.write(0, List.of(ByteBuffer.wrap(content)));
      staged.seal(metadata, claim);
      FileStatus status = volume.root.publish(staged.name(), whole, PublishMode.REPLACE);
      ObjectEntry entry = new ObjectEntry(whole, status.identity(), metadata, claim);
      volume.listing.updates().published(entry);
      return entry;
    }
  }

  static EntityTag md5(byte[] content) {
    return new EntityTag(OwnedFixture.md5(content));
  }

  static ContentClaim plain(byte[] content) {
    return new ContentClaim(md5(content), List.of(CHECKSUM), PartLayout.WHOLE);
  }

  static ContentClaim inParts(byte[] content, long... sizes) throws Exception {
    MessageDigest outer = MessageDigest.getInstance("MD5");
    int at = 0;
    for (long size : sizes) {
      byte[] part = Arrays.copyOfRange(content, at, at + (int) size);
      outer.update(HexFormat.of().parseHex(OwnedFixture.md5(part)));
      at += (int) size;
    }
    return new ContentClaim(
        EntityTag.ofParts(outer.digest(), sizes.length),
        List.of(CHECKSUM),
        PartLayout.of(Arrays.stream(sizes).boxed().toList()));
  }

  void changeMode(String key) throws Exception {
    ObjectEntry before = current(key);
    Awaitility.await()
        .until(() -> {
          Files.setPosixFilePermissions(
              volume.tree.resolve(key), PosixFilePermissions.fromString("rw-r-----"));
          return !current(key).identity().equals(before.identity());
        });
  }

  void editAndPutTheTimeBack(String key) throws Exception {
    Path file = volume.tree.resolve(key);
    ObjectEntry before = current(key);
    FileTime time = Files.getLastModifiedTime(file);
    Awaitility.await()
        .until(() -> {
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.write('!');
          }
          Files.setLastModifiedTime(file, time);
          return !current(key).identity().equals(before.identity());
        });
    assertThat(current(key).identity().mtimeNanos()).isEqualTo(before.identity().mtimeNanos());
  }

  void sparse(String key, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(volume.tree.resolve(key).toFile(), "rw")) {
      file.setLength(length);
    }
  }

  void resumable() throws Exception {
    volume.hashTerms =
        new HashTerms(
            Duration.ofSeconds(3),
            Duration.ofMillis(10),
            CHUNK,
            2 * CHUNK,
            Duration.ofMillis(50),
            8,
            volume.hashTerms.changing(),
            volume.hashTerms.failing(),
            Duration.ofSeconds(1));
    volume.restart();
    begin(BACKGROUND);
    slowDown();
  }
}
