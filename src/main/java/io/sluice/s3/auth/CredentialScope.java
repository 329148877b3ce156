package io.sluice.s3.auth;

/**
 * What a signing key is good for.
 *
 * @param date as {@code yyyyMMdd}, in UTC
 * @param region as the client wrote it
 * @param service always {@code s3} in a request that is accepted
 */
public record CredentialScope(String date, String region, String service) {
  static final String TERMINAL = "aws4_request";

  /** The scope as it stands in strings to sign. */
  public String text() {
    return date + '/' + region + '/' + service + '/' + TERMINAL;
  }
}
