package io.sluice.s3;

import io.sluice.model.ListPosition;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Continuation tokens: where a listing of one bucket goes on, in text that only this cluster can
 * make. They hold no state of a server, so they work on any node and after a restart, as long as
 * the secret stays.
 *
 * <pre>
 *   base64url( version 1 | kind 1 | key ... | HMAC-SHA-256(version, kind, bucket, key) 16 )
 * </pre>
 */
public final class PageTokens {
  private static final byte VERSION = 1;
  private static final byte AFTER_KEY = 0;
  private static final byte AFTER_PREFIX = 1;
  private static final int HEAD_BYTES = 2;
  private static final int MAC_BYTES = 16;
  private static final int MAX_CHARACTERS = 8192;
  private static final int MIN_SECRET_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec secret;

  /**
   * @param secretKey at least 16 random bytes, the same on every node and after a restart
   */
  public PageTokens(byte[] secretKey) {
    if (secretKey.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException("a secret of fewer than 16 bytes");
    }
    secret = new SecretKeySpec(secretKey, "HmacSHA256");
  }

  /** The token for a position in the listing of a bucket. */
  public String encode(String bucket, ListPosition position) {
    byte[] key = position.after().utf8();
    ByteBuffer token = ByteBuffer.allocate(HEAD_BYTES + key.length + MAC_BYTES);
    token.put(VERSION).put(position.isPrefix() ? AFTER_PREFIX : AFTER_KEY).put(key);
    token.put(mac(bucket, token.array(), HEAD_BYTES + key.length));
    return ENCODER.encodeToString(token.array());
  }

  /**
   * The position that a token names.
   *
   * @throws RefusedException with INVALID_ARGUMENT if it was not made by {@link #encode} for this
   *     bucket
   */
  public ListPosition decode(String bucket, String token) {
    byte[] bytes = bytes(token);
    int length = bytes.length - MAC_BYTES;
    if (length < HEAD_BYTES || bytes[0] != VERSION) {
      throw incorrect();
    }
    byte[] sent = Arrays.copyOfRange(bytes, length, bytes.length);
    if (!MessageDigest.isEqual(sent, mac(bucket, bytes, length))) {
      throw incorrect();
    }
    ObjectKey key = ObjectKey.ofUtf8(Arrays.copyOfRange(bytes, HEAD_BYTES, length));
    if (key == null) {
      throw incorrect();
    }
    return new ListPosition(key, bytes[1] == AFTER_PREFIX);
  }

  private static byte[] bytes(String token) {
    if (token.length() > MAX_CHARACTERS) {
      throw incorrect();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      // A decoder takes several spellings of the same bytes; a token has one.
      if (ENCODER.encodeToString(bytes).equals(token)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw incorrect();
  }

  private byte[] mac(String bucket, byte[] token, int length) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] name = bucket.getBytes(StandardCharsets.UTF_8);
      // The length first, so that no end of a bucket's name can pass for the start of a key.
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
      mac.update(name);
      mac.update(token, 0, length);
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static RefusedException incorrect() {
    return Refusal.exception(
        Reason.INVALID_ARGUMENT, "The continuation token provided is incorrect");
  }
}
