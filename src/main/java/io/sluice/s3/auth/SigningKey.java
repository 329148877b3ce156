package io.sluice.s3.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;

/** A key derived from a secret for one day, region and service. Never prints itself. */
public final class SigningKey {
  private static final HexFormat HEX = HexFormat.of();

  private final KeyedDigest digest;

  private SigningKey(byte[] key) {
    this.digest = new KeyedDigest(key);
  }

  /** Derives the key: four HMACs, so callers that repeat themselves keep the result. */
  public static SigningKey derive(String secretKey, CredentialScope scope) {
    SigningKey step = new SigningKey(("AWS4" + secretKey).getBytes(UTF_8));
    step = new SigningKey(step.hmac(scope.date()));
    step = new SigningKey(step.hmac(scope.region()));
    step = new SigningKey(step.hmac(scope.service()));
    return new SigningKey(step.hmac(CredentialScope.TERMINAL));
  }

  /** The signature of a text, in lower-case hexadecimal. */
  public String sign(String stringToSign) {
    return HEX.formatHex(hmac(stringToSign));
  }

  /** Whether this key signed the text so; takes the same time wherever the first difference is. */
  public boolean verifies(String stringToSign, String signature) {
    return MessageDigest.isEqual(sign(stringToSign).getBytes(UTF_8), signature.getBytes(UTF_8));
  }

  private byte[] hmac(String text) {
    return digest.of(text.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "SigningKey";
  }
}
