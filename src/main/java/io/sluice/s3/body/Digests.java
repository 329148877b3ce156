package io.sluice.s3.body;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests of the JDK, without the exception that can't happen. */
public final class Digests {
  private Digests() {}

  public static MessageDigest md5() {
    return named("MD5");
  }

  static MessageDigest sha1() {
    return named("SHA-1");
  }

  static MessageDigest sha256() {
    return named("SHA-256");
  }

  private static MessageDigest named(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
