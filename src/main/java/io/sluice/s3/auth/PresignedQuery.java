package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads the signature in a presigned URL.
 *
 * <p>Source: S3 API reference, "Authenticating Requests: Using Query Parameters".
 */
final class PresignedQuery {
  static final String SIGNATURE = "X-Amz-Signature";
  static final String SECURITY_TOKEN = "X-Amz-Security-Token";
  private static final String ALGORITHM = "X-Amz-Algorithm";
  private static final String CREDENTIAL = "X-Amz-Credential";
  private static final String DATE = "X-Amz-Date";
  private static final String EXPIRES = "X-Amz-Expires";
  private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";

  private final CanonicalQuery query;

  private PresignedQuery(CanonicalQuery query) {
    this.query = query;
  }

  static boolean isIn(CanonicalQuery query) {
    return query.has(ALGORITHM) || query.has(SIGNATURE) || query.has(CREDENTIAL);
  }

  static PresentedSignature read(CanonicalQuery query, RequestHead head) {
    PresignedQuery presigned = new PresignedQuery(query);
    presigned.checkAlgorithm();
    CredentialField credential =
        CredentialField.parse(presigned.required(CREDENTIAL), CredentialField.Place.QUERY);
    AmzDate time = AmzDate.parseBasic(presigned.required(DATE));
    if (time == null) {
      throw error("X-Amz-Date must have the form \"yyyyMMdd'T'HHmmss'Z'\".");
    }
    List<String> names = AuthorizationHeader.names(presigned.required(SIGNED_HEADERS));
    return new PresentedSignature(
        CredentialField.Place.QUERY,
        credential,
        time,
        names,
        presigned.required(SIGNATURE),
        payloadHash(query, head));
  }

  /** Refuses a URL that lives too long, whose time has passed, or has not come. */
  static void checkTime(CanonicalQuery query, AmzDate signed, Instant now, AuthSettings settings) {
    Duration life = life(query, settings);
    if (signed.instant().isAfter(now.plus(settings.maxSkew()))) {
      throw Refusal.exception(Reason.ACCESS_DENIED, "Request is not valid yet");
    }
    if (now.isAfter(signed.instant().plus(life))) {
      throw Refusal.exception(Reason.EXPIRED_REQUEST, "Request has expired");
    }
  }

  private static Duration life(CanonicalQuery query, AuthSettings settings) {
    String text = new PresignedQuery(query).required(EXPIRES);
    long seconds;
    try {
      seconds = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw error("X-Amz-Expires should be a number");
    }
    if (seconds < 0) {
      // A URL that was over before it was made.
      throw Refusal.exception(Reason.EXPIRED_REQUEST, "Request has expired");
    }
    long limit = settings.maxExpiry().toSeconds();
    if (seconds > limit) {
      throw error("X-Amz-Expires must be less than " + limit + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  private void checkAlgorithm() {
    if (!required(ALGORITHM).equals(AuthorizationHeader.ALGORITHM)) {
      throw error("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
    }
  }

  private String required(String name) {
    String value = query.value(name);
    if (value == null || value.isEmpty()) {
      throw error(
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
              + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }
    return value;
  }

  /** Whoever makes a URL seldom knows the body, so silence means that it is not signed. */
  private static String payloadHash(CanonicalQuery query, RequestHead head) {
    String inQuery = query.value("X-Amz-Content-Sha256");
    if (inQuery != null) {
      return inQuery;
    }
    String inHeader = head.header(AuthorizationHeader.PAYLOAD_HEADER);
    return inHeader == null ? PayloadHash.UNSIGNED : inHeader.strip();
  }

  private static RefusedException error(String message) {
    return Refusal.exception(Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
  }
}
