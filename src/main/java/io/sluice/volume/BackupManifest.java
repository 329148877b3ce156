package io.sluice.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.files.OwnFiles;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a backup consists of: written last, so that what it names is there.
 *
 * @param format of the backup, not of the index
 * @param number of the backup
 * @param whenMillis when it was made
 * @param volumeId of the volume that it was made on
 * @param rootInode of that volume's tree
 */
record BackupManifest(
    int format,
    long number,
    long whenMillis,
    String volumeId,
    long rootInode,
    List<StoredFile> files) {
  static final int FORMAT = 1;

  /** The name of the manifest among the backup's files. */
  static final String NAME = "backup";

  private static final int CHECKSUM_DIGITS = 8;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * One file.
   *
   * @param name that it has in the store
   * @param stored that it has in the backup: with the checksum, so that files of two stores that
   *     share a name don't
   * @param crc32c of its content
   */
  record StoredFile(String name, String stored, long sizeBytes, int crc32c) {
    static StoredFile of(String name, long sizeBytes, int crc32c) {
      String stored = name + "-" + hex(crc32c) + "-" + Long.toHexString(sizeBytes);
      return new StoredFile(name, stored, sizeBytes, crc32c);
    }

    boolean isPossible() {
      return OwnFiles.isName(name) && OwnFiles.isName(stored) && sizeBytes >= 0;
    }
  }

  /** The text with its checksum in front. */
  byte[] encode() {
    try {
      byte[] json = JSON.writeValueAsBytes(this);
      byte[] head = (hex(checksum(json)) + "\n").getBytes(StandardCharsets.US_ASCII);
      byte[] all = new byte[head.length + json.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(json, 0, all, head.length, json.length);
      return all;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The manifest, null when the bytes are none that this version can use. */
  static @Nullable BackupManifest decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.length() <= CHECKSUM_DIGITS || text.charAt(CHECKSUM_DIGITS) != '\n') {
      return null;
    }
    String json = text.substring(CHECKSUM_DIGITS + 1);
    if (!text.startsWith(hex(checksum(json.getBytes(StandardCharsets.UTF_8))))) {
      return null;
    }
    try {
      BackupManifest manifest = JSON.readValue(json, BackupManifest.class);
      boolean usable =
          manifest.format == FORMAT && manifest.files.stream().allMatch(StoredFile::isPossible);
      return usable ? manifest : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static String hex(int value) {
    return String.format("%08x", value);
  }
}
