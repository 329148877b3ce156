package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Proves who sends a request, by AWS Signature Version 4 in the Authorization header or in a
 * presigned URL; presigned URLs and forms also by the older {@link SignatureV2}. Safe for any
 * number of threads; remembers only derived keys.
 *
 * <p>Source: S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
 */
public final class SigV4 {
  private static final String SIGNED_PREFIX = "x-amz-";

  private final CredentialLookup lookup;
  private final InstantSource clock;
  private final AuthSettings settings;
  private final SigningKeys keys = new SigningKeys();

  public SigV4(CredentialLookup lookup, InstantSource clock, AuthSettings settings) {
    this.lookup = lookup;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * Checks the head's signature. Says nothing of the body: that is checked while it is read, by the
   * plan in the answer.
   *
   * @throws io.sluice.model.RefusedException with S3's reason when the head proves nothing
   */
  public Authenticated authenticate(RequestHead head) {
    CanonicalQuery query = CanonicalQuery.of(head.rawQuery());
    if (PresignedUrlV2.isIn(query)) {
      checkOneMechanism(head, query);
      return version2(head, new PresignedUrlV2(query, head));
    }
    PresentedSignature presented = presented(head, query);
    checkRegion(presented);
    checkDate(presented);
    PayloadHash.check(presented.payloadHash());
    Credential credential = credential(presented.credential().accessKey());
    checkTime(presented, query);
    checkSignedHeaders(head, presented);
    SigningKey key = keys.of(credential, presented.credential().scope());
    checkSignature(presented, key, hash(head, query, presented));
    return new Authenticated(credential.accessKey(), plan(presented, key));
  }

  /**
   * Checks the signature of a form's policy. Whether the policy allows the form is not asked here.
   *
   * @return the access key that signed it
   */
  public String authenticate(PolicySignature form) {
    return switch (form) {
      case PolicySignature.Version4 current -> version4(current);
      case PolicySignature.Version2 older -> version2(older);
    };
  }

  private String version2(PolicySignature.Version2 form) {
    Credential credential = credential(form.accessKey());
    if (!SignatureV2.isOf(credential.secretKey(), form.policy(), form.signature())) {
      throw doesNotMatch();
    }
    return credential.accessKey();
  }

  private String version4(PolicySignature.Version4 form) {
    CredentialField.Place place = CredentialField.Place.QUERY;
    CredentialField field = CredentialField.parse(form.credential(), place);
    AmzDate time = AmzDate.parseBasic(form.date());
    if (time == null) {
      throw place.malformed("X-Amz-Date must have the form yyyyMMddTHHmmssZ.");
    }
    PresentedSignature presented =
        new PresentedSignature(place, field, time, List.of(), form.signature(), "");
    checkRegion(presented);
    checkDate(presented);
    Credential credential = credential(field.accessKey());
    if (!keys.of(credential, field.scope()).verifies(form.policy(), form.signature())) {
      throw doesNotMatch();
    }
    return credential.accessKey();
  }

  private static PresentedSignature presented(RequestHead head, CanonicalQuery query) {
    checkOneMechanism(head, query);
    String authorization = head.header("authorization");
    if (head.header("x-amz-security-token") != null || query.has(PresignedQuery.SECURITY_TOKEN)) {
      throw Refusal.exception(
          Reason.INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
    if (authorization != null) {
      return AuthorizationHeader.read(head, authorization);
    }
    if (PresignedQuery.isIn(query)) {
      return PresignedQuery.read(query, head);
    }
    throw Refusal.exception(Reason.ACCESS_DENIED, "Access Denied");
  }

  private Authenticated version2(RequestHead head, PresignedUrlV2 url) {
    url.checkNames();
    Credential credential = credential(url.accessKey());
    url.checkTime(clock.instant());
    String hostBucket = settings.routing().bucketOf(head.header("host"));
    if (!url.isOf(credential.secretKey(), hostBucket)) {
      throw doesNotMatch();
    }
    return new Authenticated(credential.accessKey(), new PayloadPlan.Unsigned());
  }

  private static void checkOneMechanism(RequestHead head, CanonicalQuery query) {
    boolean header = head.header("authorization") != null;
    boolean presigned = PresignedQuery.isIn(query);
    boolean version2 = PresignedUrlV2.isIn(query);
    if ((header && (presigned || version2)) || (presigned && version2)) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT,
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
              + " query string parameter or the Authorization header should be specified");
    }
  }

  private void checkRegion(PresentedSignature presented) {
    String region = presented.credential().scope().region();
    if (!settings.serves(region)) {
      throw presented.place().otherRegion(region, settings.region());
    }
  }

  private static void checkDate(PresentedSignature presented) {
    String date = presented.credential().scope().date();
    if (!date.equals(presented.time().date())) {
      throw presented
          .place()
          .malformed(
              "the credential's date \""
                  + date
                  + "\" is not that of the request, \""
                  + presented.time().text()
                  + "\".");
    }
  }

  private Credential credential(String accessKey) {
    Credential credential = lookup.find(accessKey);
    if (credential == null) {
      throw Refusal.exception(
          Reason.INVALID_ACCESS_KEY_ID,
          "The AWS Access Key Id you provided does not exist in our records.");
    }
    return credential;
  }

  private void checkTime(PresentedSignature presented, CanonicalQuery query) {
    Instant now = clock.instant();
    switch (presented.place()) {
      case QUERY -> PresignedQuery.checkTime(query, presented.time(), now, settings);
      case HEADER -> {
        Duration skew = Duration.between(presented.time().instant(), now).abs();
        if (skew.compareTo(settings.maxSkew()) > 0) {
          throw Refusal.exception(
              Reason.REQUEST_TIME_TOO_SKEWED,
              "The difference between the request time and the server's time is too large.");
        }
      }
    }
  }

  /**
   * The host and every header that S3 acts on must be signed, or whoever carries a request could
   * change what it does. The payload's hash is part of what is signed in any case.
   */
  private static void checkSignedHeaders(RequestHead head, PresentedSignature presented) {
    if (!presented.signedHeaders().contains("host")) {
      throw unsigned("host");
    }
    for (RequestHead.Header header : head.headers()) {
      String name = header.name();
      if (name.startsWith(SIGNED_PREFIX)
          && !name.equals(AuthorizationHeader.PAYLOAD_HEADER)
          && !presented.signedHeaders().contains(name)) {
        throw unsigned(name);
      }
    }
  }

  private static RuntimeException unsigned(String name) {
    return Refusal.exception(
        Reason.UNSIGNED_HEADERS,
        "There were headers present in the request which were not signed: " + name);
  }

  private static String hash(RequestHead head, CanonicalQuery query, PresentedSignature presented) {
    return CanonicalRequest.hash(
        CanonicalRequest.text(head, query, presented.signedHeaders(), presented.payloadHash()));
  }

  private static void checkSignature(
      PresentedSignature presented, SigningKey key, String requestHash) {
    String toSign = stringToSign(presented.time(), presented.credential().scope(), requestHash);
    if (!key.verifies(toSign, presented.signature())) {
      throw doesNotMatch();
    }
  }

  private static RuntimeException doesNotMatch() {
    return Refusal.exception(
        Reason.SIGNATURE_DOES_NOT_MATCH,
        "The request signature we calculated does not match the signature you provided."
            + " Check your key and signing method.");
  }

  static String stringToSign(AmzDate time, CredentialScope scope, String requestHash) {
    return AuthorizationHeader.ALGORITHM
        + '\n'
        + time.text()
        + '\n'
        + scope.text()
        + '\n'
        + requestHash;
  }

  private static PayloadPlan plan(PresentedSignature presented, SigningKey key) {
    ChunkSeed seed =
        new ChunkSeed(
            presented.signature(), key, presented.credential().scope(), presented.time().text());
    return PayloadHash.plan(presented.payloadHash(), seed);
  }
}
