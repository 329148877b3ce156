package io.sluice.s3.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The older Signature Version 2: HMAC-SHA-1 in base64, under the secret itself. Taken in presigned
 * URLs and in forms, where clients still make it by default, and not in headers.
 */
final class SignatureV2 {
  private static final String HMAC = "HmacSHA1";

  private SignatureV2() {}

  /** Whether a secret signed a text so; takes as long wherever the first difference is. */
  static boolean isOf(String secretKey, String text, String signature) {
    byte[] expected = Base64.getEncoder().encode(hmac(secretKey, text));
    return MessageDigest.isEqual(expected, signature.getBytes(UTF_8));
  }

  private static byte[] hmac(String secretKey, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), HMAC));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
