package io.sluice.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes version tags ({@link EntityTag}), many one after another: what that takes is made once. For
 * one thread at a time.
 */
public final class VersionTags {
  private static final int DIGEST_BYTES = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest md5;
  private final ByteBuffer identity = ByteBuffer.allocate(4 * Long.BYTES);
  private final byte[] digest = new byte[DIGEST_BYTES];
  private final byte[] text =
      ("0".repeat(2 * DIGEST_BYTES) + EntityTag.VERSION_SUFFIX).getBytes(StandardCharsets.US_ASCII);

  public VersionTags() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** The tag of a file whose content nobody has read: {@link EntityTag#ofVersion}. */
  public EntityTag of(FileIdentity file) {
    identity.clear().putLong(file.inode()).putLong(file.sizeBytes());
    identity.putLong(file.mtimeNanos()).putLong(file.ctimeNanos());
    try {
      // A digest, so that the tag tells nothing of inodes and no two fields can run together.
      md5.update(identity.array());
      md5.digest(digest, 0, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("an MD5 has 16 bytes", e);
    }
    for (int i = 0; i < DIGEST_BYTES; i++) {
      text[2 * i] = HEX[digest[i] >> 4 & 15];
      text[2 * i + 1] = HEX[digest[i] & 15];
    }
    return new EntityTag(new String(text, StandardCharsets.ISO_8859_1));
  }
}
