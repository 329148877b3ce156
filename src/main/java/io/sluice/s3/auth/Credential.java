package io.sluice.s3.auth;

/** An access key with its secret. Prints without the secret. */
public record Credential(String accessKey, String secretKey) {
  @Override
  public String toString() {
    return "Credential[" + accessKey + "]";
  }
}
