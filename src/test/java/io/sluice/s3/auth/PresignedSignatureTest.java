package io.sluice.s3.auth;

import static io.sluice.s3.auth.AuthFixture.ALICE;
import static io.sluice.s3.auth.AuthFixture.EMPTY_SHA256;
import static io.sluice.s3.auth.AuthFixture.HOST;
import static io.sluice.s3.auth.AuthFixture.NOW;
import static io.sluice.s3.auth.AuthFixture.alice;
import static io.sluice.s3.auth.AuthFixture.refused;
import static io.sluice.s3.auth.AuthFixture.replace;
import static io.sluice.s3.auth.AuthFixture.request;
import static io.sluice.s3.auth.AuthFixture.server;
import static io.sluice.s3.auth.AuthFixture.serverAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresignedSignatureTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RequestHead GOOD =
      alice().presign(request("GET", "/data/%C3%A4/b.txt", "partNumber=1"), HOUR).head();

  private static RequestHead withQuery(String part, String other) {
    assertThat(GOOD.rawQuery()).contains(part);
    return new RequestHead(
        "GET", GOOD.rawPath(), GOOD.rawQuery().replace(part, other), GOOD.headers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "HEAD", "DELETE"})
  void a_presigned_request_is_its_key_s_and_its_body_is_free(String method) {
    RequestHead head =
        alice().presign(request(method, "/data/a", "partNumber=7&uploadId=u"), HOUR).head();
    assertThat(server().authenticate(head))
        .isEqualTo(new Authenticated("ALICEKEY", new PayloadPlan.Unsigned()));
  }

  @Test
  void a_url_lives_as_long_as_it_says() {
    assertThat(serverAt(NOW.plus(HOUR)).authenticate(GOOD).accessKey()).isEqualTo("ALICEKEY");
    refused(serverAt(NOW.plus(HOUR).plusMillis(1)), GOOD, Reason.EXPIRED_REQUEST);
  }

  @Test
  void a_url_may_live_from_one_second_to_seven_days() {
    for (long seconds : new long[] {1, 604_800}) {
      Duration life = Duration.ofSeconds(seconds);
      RequestHead head = alice().presign(request("GET", "/data/a", ""), life).head();
      assertThat(serverAt(NOW.plus(life)).authenticate(head).accessKey()).isEqualTo("ALICEKEY");
      refused(serverAt(NOW.plus(life).plusSeconds(1)), head, Reason.EXPIRED_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"604801", "99999999999999999999", "soon", "", "1.5"})
  void another_life_is_refused(String expires) {
    refused(
        server(),
        withQuery("X-Amz-Expires=3600", "X-Amz-Expires=" + expires),
        Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
  }

  @Test
  void a_life_that_was_over_before_it_began_is_over() {
    refused(server(), withQuery("X-Amz-Expires=3600", "X-Amz-Expires=-1"), Reason.EXPIRED_REQUEST);
  }

  @Test
  void a_url_from_the_future_is_denied_beyond_the_skew() {
    assertThat(serverAt(NOW.minus(HOUR)).authenticate(GOOD).accessKey()).isEqualTo("ALICEKEY");
    refused(serverAt(NOW.minus(HOUR).minusSeconds(1)), GOOD, Reason.ACCESS_DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature"
      })
  void each_parameter_is_required(String name) {
    Reason reason = Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR;
    refused(server(), withQuery(name + "=", "X-Other="), reason);
    String emptied = GOOD.rawQuery().replaceAll(name + "=[^&]*", name + "=");
    refused(server(), new RequestHead("GET", GOOD.rawPath(), emptied, GOOD.headers()), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS4-HMAC-SHA256,AWS4-ECDSA-P256-SHA256",
    "AWS4-HMAC-SHA256,AWS4-SHA256",
    "%2Faws4_request,''",
    "aws4_request,aws3_request",
    "%2Fs3%2F,%2Fec2%2F",
    "us-east-1,mars-1",
    "ALICEKEY%2F20260304,ALICEKEY%2F20260303",
    "ALICEKEY%2F20260304,ALICEKEY%2Ftoday",
    "ALICEKEY%2F,%2F",
    "20260304T050607Z,20260304",
    "20260304T050607Z,Wed%2C%2004%20Mar%202026%2005%3A06%3A07%20GMT",
    "20260304T050607Z,20260305T050607Z"
  })
  void a_faulty_parameter_is_named_so(String part, String other) {
    refused(server(), withQuery(part, other), Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
  }

  @Test
  void an_unknown_key_and_a_session_token_are_refused() {
    refused(server(), withQuery("ALICEKEY", "BOBKEY"), Reason.INVALID_ACCESS_KEY_ID);
    RequestHead token =
        alice().presign(request("GET", "/data/a", "X-Amz-Security-Token=t"), HOUR).head();
    refused(server(), token, Reason.INVALID_TOKEN);
  }

  @Test
  void a_changed_url_does_not_match() {
    Reason reason = Reason.SIGNATURE_DOES_NOT_MATCH;
    refused(server(), withQuery("partNumber=1", "partNumber=2"), reason);
    refused(server(), withQuery("X-Amz-Expires=3600", "X-Amz-Expires=3601"), reason);
    refused(server(), withQuery("X-Amz-Signature=", "X-Amz-Signature=0"), reason);
    refused(server(), withQuery("partNumber=1", "partNumber=1&versionId=x"), reason);
    refused(
        server(), new RequestHead("PUT", GOOD.rawPath(), GOOD.rawQuery(), List.of(HOST)), reason);
    refused(
        server(), new RequestHead("GET", "/data/b.txt", GOOD.rawQuery(), List.of(HOST)), reason);
    refused(server(), replace(GOOD, "host", "elsewhere"), reason);
  }

  @Test
  void a_header_that_s3_acts_on_can_not_be_added_to_a_url() {
    for (String name : new String[] {"x-amz-copy-source", "x-amz-meta-a", "x-amz-acl"}) {
      refused(server(), replace(GOOD, name, "v"), Reason.UNSIGNED_HEADERS);
    }
    assertThat(server().authenticate(replace(GOOD, "content-type", "a/b")).accessKey())
        .isEqualTo("ALICEKEY");
  }

  @Test
  void a_header_signed_with_the_url_must_come_with_it() {
    RequestHead head =
        alice()
            .presign(request("PUT", "/data/a", "", new Header("Content-Type", "text/csv")), HOUR)
            .head();
    assertThat(server().authenticate(head).accessKey()).isEqualTo("ALICEKEY");
    refused(server(), replace(head, "content-type", "text/html"), Reason.SIGNATURE_DOES_NOT_MATCH);
    refused(server(), replace(head, "content-type", null), Reason.SIGNATURE_DOES_NOT_MATCH);
  }

  @Test
  void the_payload_hash_may_stand_in_the_query_or_in_a_header() {
    RequestHead inQuery =
        alice()
            .presign(request("PUT", "/data/a", "X-Amz-Content-Sha256=" + EMPTY_SHA256), HOUR)
            .head();
    RequestHead inHeader =
        alice()
            .presign(
                request("PUT", "/data/a", "", new Header("x-amz-content-sha256", EMPTY_SHA256)),
                HOUR)
            .head();
    for (RequestHead head : List.of(inQuery, inHeader)) {
      assertThat(server().authenticate(head).payload())
          .isEqualTo(new PayloadPlan.Signed(EMPTY_SHA256));
    }
    RequestHead bad =
        alice().presign(request("PUT", "/data/a", "X-Amz-Content-Sha256=abc"), HOUR).head();
    refused(server(), bad, Reason.INVALID_ARGUMENT);
  }

  @Test
  void the_host_must_be_signed() {
    RequestHead noHost =
        alice().presign(new RequestHead("GET", "/d/a", "", List.of()), HOUR).head();
    refused(server(), replace(noHost, "host", "h"), Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
    String query = GOOD.rawQuery().replace("SignedHeaders=host", "SignedHeaders=date");
    RequestHead other = new RequestHead("GET", GOOD.rawPath(), query, GOOD.headers());
    refused(server(), other, Reason.UNSIGNED_HEADERS);
  }

  @Test
  void a_url_of_a_forged_secret_does_not_match() {
    RequestHead forged =
        new Signer(new Credential("ALICEKEY", ALICE.secretKey() + "x"), "us-east-1", NOW)
            .presign(request("GET", "/data/a", ""), HOUR)
            .head();
    refused(server(), forged, Reason.SIGNATURE_DOES_NOT_MATCH);
  }
}
