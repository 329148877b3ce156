package io.sluice.bus;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells messages of the cluster's nodes from others: HMAC-SHA-256 with a key that all have. */
public final class BusKey {
  static final int MAC_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_BYTES = 16;

  private final SecretKeySpec key;

  /**
   * @param secret at least 16 bytes, used for nothing else
   */
  public BusKey(byte[] secret) {
    if (secret.length < MIN_BYTES) {
      throw new IllegalArgumentException("a key of fewer than 16 bytes");
    }
    key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The MAC of a context that both sides know, followed by a message of this length. */
  byte[] mac(byte[] context, byte[] message, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(context);
      mac.update(message, 0, length);
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /** Whether a message ends in its own MAC. */
  boolean isSigned(byte[] context, byte[] message) {
    int length = message.length - MAC_BYTES;
    return length >= 0
        && MessageDigest.isEqual(
            mac(context, message, length), Arrays.copyOfRange(message, length, message.length));
  }
}
