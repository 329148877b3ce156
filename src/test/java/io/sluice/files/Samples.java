package io.sluice.files;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Contents, and the shortest way to make an object of one. */
final class Samples {
  static final ObjectMetadata METADATA =
      new ObjectMetadata(
          "text/plain; charset=utf-8",
          "gzip",
          "attachment; filename=\"ü.txt\"",
          "de",
          "no-cache",
          "Thu, 01 Dec 1994 16:00:00 GMT",
          Map.of("colour", "grün 𝄞", "empty", ""));

  private Samples() {}

  static ObjectKey key(String text) {
    return ObjectKey.of(text);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static ContentClaim claim(byte[] content) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(content);
      return new ContentClaim(
          EntityTag.ofMd5(md5),
          List.of(new Checksum(ChecksumAlgorithm.CRC32C, Checksum.Type.FULL_OBJECT, "AAAAAA==")),
          PartLayout.WHOLE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static FileStatus put(VolumeRoot root, String key, byte[] content) throws FileFailure {
    return put(root, key, content, PublishMode.REPLACE);
  }

  static FileStatus put(VolumeRoot root, String key, byte[] content, PublishMode mode)
      throws FileFailure {
    try (StagedFile staged = root.staging().create()) {
      staged.write(0, List.of(ByteBuffer.wrap(content)));
      staged.seal(METADATA, claim(content));
      return root.publish(staged.name(), key(key), mode);
    }
  }

  /** The content, null when there is no such file. */
  static byte @Nullable [] read(VolumeRoot root, String key) throws IOException {
    try (OpenFile file = root.open(key(key))) {
      return file == null ? null : all(file.channel());
    }
  }

  static byte[] all(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
      // Until full or at the end.
    }
    return buffer.array();
  }

  static List<DirectoryEntry> entries(VolumeRoot root, String key) throws FileFailure {
    List<DirectoryEntry> all = new ArrayList<>();
    try (DirectoryScan scan = root.scan(key(key))) {
      if (scan == null) {
        throw new FileFailure(Errno.ENOENT, "scan", key);
      }
      List<DirectoryEntry> next = scan.next();
      while (!next.isEmpty()) {
        all.addAll(next);
        next = scan.next();
      }
    }
    return all;
  }

  /** The errno that an action fails with, null when it does not fail. */
  static @Nullable Errno errnoOf(Action action) throws Exception {
    try {
      action.run();
      return null;
    } catch (FileFailure e) {
      return e.errno();
    }
  }

  /** Anything that may fail. */
  interface Action {
    void run() throws Exception;
  }
}
