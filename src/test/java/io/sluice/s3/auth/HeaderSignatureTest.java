package io.sluice.s3.auth;

import static io.sluice.s3.auth.AuthFixture.ALICE;
import static io.sluice.s3.auth.AuthFixture.EMPTY_SHA256;
import static io.sluice.s3.auth.AuthFixture.NOW;
import static io.sluice.s3.auth.AuthFixture.alice;
import static io.sluice.s3.auth.AuthFixture.refused;
import static io.sluice.s3.auth.AuthFixture.replace;
import static io.sluice.s3.auth.AuthFixture.request;
import static io.sluice.s3.auth.AuthFixture.server;
import static io.sluice.s3.auth.AuthFixture.serverAt;
import static io.sluice.s3.auth.AuthFixture.serverIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderSignatureTest {
  private static final RequestHead GOOD =
      alice().sign(request("GET", "/data/a.txt", "x-id=GetObject"), EMPTY_SHA256).head();

  private static RequestHead withAuthorization(String part, String other) {
    String authorization = Objects.requireNonNull(GOOD.header("authorization"));
    assertThat(authorization).contains(part);
    return replace(GOOD, "authorization", authorization.replace(part, other));
  }

  @Test
  void a_signed_request_is_its_key_s() {
    Authenticated answer = server().authenticate(GOOD);
    assertThat(answer)
        .isEqualTo(new Authenticated("ALICEKEY", new PayloadPlan.Signed(EMPTY_SHA256)));
  }

  @Test
  void nothing_that_is_printed_holds_the_secret() {
    RequestHead streamed =
        alice().sign(request("PUT", "/data/a", ""), ChunkForm.SIGNED.headerValue()).head();
    assertThat(server().authenticate(streamed).toString()).doesNotContain(ALICE.secretKey());
    assertThat(ALICE.toString()).doesNotContain(ALICE.secretKey());
  }

  @ParameterizedTest
  @CsvSource({"us-east-1,US-EAST-1", "EU-RO-1,eu-ro-1", "us-east-1,aws-global"})
  void the_region_is_compared_without_case(String configured, String signed) {
    RequestHead head =
        new Signer(ALICE, signed, NOW).sign(request("GET", "/data", ""), EMPTY_SHA256).head();
    assertThat(serverIn(configured, NOW).authenticate(head).accessKey()).isEqualTo("ALICEKEY");
  }

  @Test
  void another_region_is_malformed() {
    refused(serverIn("eu-ro-1", NOW), GOOD, Reason.AUTHORIZATION_HEADER_MALFORMED);
    RequestHead global =
        new Signer(ALICE, "aws-global", NOW).sign(request("GET", "/data", ""), EMPTY_SHA256).head();
    refused(serverIn("eu-ro-1", NOW), global, Reason.AUTHORIZATION_HEADER_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "Credential=,Credentials=",
    "'Credential=ALICEKEY/20260304/us-east-1/s3/aws4_request, ',''",
    "Credential=ALICEKEY,Credential=",
    "/aws4_request,''",
    "/aws4_request,/aws4_request/more",
    "aws4_request,aws3_request",
    "/s3/,/ec2/",
    "/s3/,/S3/",
    "20260304,2026-03-04",
    "20260304,20260230",
    "20260304,20260303",
    "us-east-1,mars-1",
    "'SignedHeaders=host;x-amz-content-sha256;x-amz-date, ',''",
    "'SignedHeaders=host;x-amz-content-sha256;x-amz-date,','SignedHeaders=,'",
    "SignedHeaders,Signature",
    "Signature,Sign",
    "'AWS4-HMAC-SHA256 ','AWS4-HMAC-SHA256 oops, '",
    "'AWS4-HMAC-SHA256 ','AWS4-HMAC-SHA256 Extra=1, '",
  })
  void a_faulty_part_is_malformed(String part, String other) {
    refused(server(), withAuthorization(part, other), Reason.AUTHORIZATION_HEADER_MALFORMED);
  }

  @Test
  void a_header_without_any_part_is_malformed() {
    RequestHead bare = replace(GOOD, "authorization", "AWS4-HMAC-SHA256");
    refused(server(), bare, Reason.AUTHORIZATION_HEADER_MALFORMED);
  }

  @Test
  void spaces_between_the_parts_do_not_matter() {
    assertThat(server().authenticate(withAuthorization(", ", ",")).accessKey())
        .isEqualTo("ALICEKEY");
    assertThat(server().authenticate(withAuthorization(", ", "  ,  ")).accessKey())
        .isEqualTo("ALICEKEY");
  }

  @Test
  void an_unknown_key_is_named_so() {
    refused(server(), withAuthorization("ALICEKEY", "BOBKEY"), Reason.INVALID_ACCESS_KEY_ID);
  }

  @Test
  void version_2_and_other_signatures_are_refused_by_name() {
    refused(
        server(),
        replace(GOOD, "authorization", "AWS ALICEKEY:c2lnbmF0dXJl"),
        Reason.UNSUPPORTED_SIGNATURE);
    refused(
        server(),
        withAuthorization("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        Reason.UNSUPPORTED_SIGNATURE);
    refused(server(), replace(GOOD, "authorization", "Bearer abc"), Reason.INVALID_ARGUMENT);
    refused(server(), replace(GOOD, "authorization", ""), Reason.INVALID_ARGUMENT);
    refused(
        server(),
        request("GET", "/data/a", "AWSAccessKeyId=A&Expires=1&Signature=b"),
        Reason.INVALID_ACCESS_KEY_ID);
  }

  @Test
  void no_signature_at_all_is_denied() {
    refused(server(), request("GET", "/data/a", ""), Reason.ACCESS_DENIED);
  }

  @Test
  void two_signatures_are_one_too_many() {
    RequestHead both =
        new RequestHead("GET", GOOD.rawPath(), "X-Amz-Algorithm=AWS4-HMAC-SHA256", GOOD.headers());
    refused(server(), both, Reason.INVALID_ARGUMENT);
  }

  @Test
  void a_session_token_is_refused() {
    RequestHead withToken =
        alice()
            .sign(
                request("GET", "/data/a", "", new Header("X-Amz-Security-Token", "t")),
                EMPTY_SHA256)
            .head();
    refused(server(), withToken, Reason.INVALID_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "2026030T050607Z", "20260304T056007Z", "20261304T050607Z"})
  void a_date_that_is_none_is_denied(String date) {
    refused(server(), replace(GOOD, "x-amz-date", date), Reason.ACCESS_DENIED);
  }

  @Test
  void without_any_date_the_request_is_denied() {
    refused(server(), replace(GOOD, "x-amz-date", null), Reason.ACCESS_DENIED);
  }

  @Test
  void the_date_header_serves_when_there_is_no_other() {
    RequestHead plain =
        request("GET", "/data/a", "", new Header("Date", "Wed, 04 Mar 2026 05:06:07 GMT"));
    RequestHead signed = replace(alice().sign(plain, EMPTY_SHA256).head(), "x-amz-date", null);
    String names = "date;host;x-amz-content-sha256";
    String text =
        CanonicalRequest.text(
            signed, CanonicalQuery.of(""), AuthorizationHeader.names(names), EMPTY_SHA256);
    CredentialScope scope = new CredentialScope("20260304", "us-east-1", "s3");
    AmzDate time = Objects.requireNonNull(AmzDate.parse(AuthFixture.STAMP));
    String signature =
        SigningKey.derive(ALICE.secretKey(), scope)
            .sign(SigV4.stringToSign(time, scope, CanonicalRequest.hash(text)));
    String authorization = alice().authorization(AuthorizationHeader.names(names), signature);
    assertThat(server().authenticate(replace(signed, "authorization", authorization)).accessKey())
        .isEqualTo("ALICEKEY");
  }

  @Test
  void an_hour_of_skew_is_allowed_either_way_and_no_more() {
    for (int sign : new int[] {1, -1}) {
      Instant edge = NOW.plus(Duration.ofHours(1).multipliedBy(sign));
      assertThat(serverAt(edge).authenticate(GOOD).accessKey()).isEqualTo("ALICEKEY");
      refused(serverAt(edge.plusSeconds(sign)), GOOD, Reason.REQUEST_TIME_TOO_SKEWED);
    }
  }

  @Test
  void a_changed_head_does_not_match() {
    Reason reason = Reason.SIGNATURE_DOES_NOT_MATCH;
    refused(
        server(), new RequestHead("PUT", GOOD.rawPath(), GOOD.rawQuery(), GOOD.headers()), reason);
    refused(
        server(), new RequestHead("GET", "/data/b.txt", GOOD.rawQuery(), GOOD.headers()), reason);
    refused(server(), new RequestHead("GET", GOOD.rawPath(), "x-id=Get", GOOD.headers()), reason);
    refused(server(), new RequestHead("GET", GOOD.rawPath(), "", GOOD.headers()), reason);
    refused(server(), replace(GOOD, "host", "node-2.example:9000"), reason);
    refused(server(), replace(GOOD, "host", "node-1.example"), reason);
    refused(server(), replace(GOOD, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"), reason);
    refused(server(), replace(GOOD, "x-amz-date", "20260304T050608Z"), reason);
  }

  @Test
  void a_changed_signature_does_not_match_wherever_it_differs() {
    String authorization = Objects.requireNonNull(GOOD.header("authorization"));
    for (int i = 1; i <= 64; i++) {
      int at = authorization.length() - i;
      char other = authorization.charAt(at) == '0' ? '1' : '0';
      String changed = authorization.substring(0, at) + other + authorization.substring(at + 1);
      refused(server(), replace(GOOD, "authorization", changed), Reason.SIGNATURE_DOES_NOT_MATCH);
    }
    String shorter = authorization.substring(0, authorization.length() - 1);
    refused(server(), replace(GOOD, "authorization", shorter), Reason.SIGNATURE_DOES_NOT_MATCH);
  }

  @Test
  void the_right_key_with_a_wrong_secret_does_not_match() {
    RequestHead forged =
        new Signer(new Credential("ALICEKEY", "guess"), "us-east-1", NOW)
            .sign(request("GET", "/data/a", ""), EMPTY_SHA256)
            .head();
    refused(server(), forged, Reason.SIGNATURE_DOES_NOT_MATCH);
  }

  @Test
  void headers_that_s3_acts_on_must_be_signed() {
    refused(server(), replace(GOOD, "x-amz-meta-owner", "mallory"), Reason.UNSIGNED_HEADERS);
    refused(
        server(),
        withAuthorization("SignedHeaders=host;", "SignedHeaders="),
        Reason.UNSIGNED_HEADERS);
    refused(server(), withAuthorization(";x-amz-date,", ","), Reason.UNSIGNED_HEADERS);
  }

  @Test
  void other_headers_need_no_signature() {
    for (String name : new String[] {"user-agent", "x-amzn-trace-id", "expect", "accept"}) {
      assertThat(server().authenticate(replace(GOOD, name, "v")).accessKey()).isEqualTo("ALICEKEY");
    }
  }

  @Test
  void the_payload_hash_is_required_and_must_be_one() {
    refused(server(), replace(GOOD, "x-amz-content-sha256", null), Reason.INVALID_REQUEST);
    for (String bad : new String[] {"", "abc", EMPTY_SHA256 + "0", "g".repeat(64), "STREAMING"}) {
      RequestHead head = alice().sign(request("PUT", "/data/a", ""), bad).head();
      refused(server(), head, Reason.INVALID_ARGUMENT);
    }
  }

  @Test
  void chunks_signed_with_elliptic_curves_are_refused_by_name() {
    String form = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
    for (String name : new String[] {form, form + "-TRAILER"}) {
      RequestHead head = alice().sign(request("PUT", "/data/a", ""), name).head();
      refused(server(), head, Reason.NOT_IMPLEMENTED);
    }
  }

  @Test
  void every_streaming_form_is_planned() {
    for (ChunkForm form : ChunkForm.values()) {
      Signer.Signed signed = alice().sign(request("PUT", "/data/a", ""), form.headerValue());
      assertThat(server().authenticate(signed.head()).payload())
          .isInstanceOfSatisfying(
              PayloadPlan.Chunked.class,
              plan -> {
                assertThat(plan.form()).isEqualTo(form);
                assertThat(plan.seed().signature()).isEqualTo(signed.seed().signature());
              });
    }
  }

  @Test
  void a_stray_percent_sign_is_an_invalid_uri() {
    for (String bad : new String[] {"%", "%4", "%zz", "a%", "%4z"}) {
      refused(
          server(), new RequestHead("GET", "/d/" + bad, "", GOOD.headers()), Reason.INVALID_URI);
      refused(
          server(), new RequestHead("GET", "/d", "p=" + bad, GOOD.headers()), Reason.INVALID_URI);
    }
  }

  @Test
  void a_key_is_derived_once_a_day_and_again_when_the_secret_changes() {
    SigningKeys keys = new SigningKeys();
    CredentialScope scope = new CredentialScope("20260304", "us-east-1", "s3");
    SigningKey first = keys.of(ALICE, scope);
    assertThat(keys.of(new Credential("ALICEKEY", ALICE.secretKey()), scope)).isSameAs(first);
    assertThat(keys.of(new Credential("ALICEKEY", "new"), scope)).isNotSameAs(first);
    for (int i = 0; i < 10_000; i++) {
      keys.of(new Credential("KEY" + i, "s"), scope);
    }
    assertThat(keys.size()).isLessThanOrEqualTo(4096);
  }
}
