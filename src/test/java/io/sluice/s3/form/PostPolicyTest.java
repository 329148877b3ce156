package io.sluice.s3.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final String CONDITIONS =
      "{\"bUcket\":\"b\"},[\"sTarts-with\",\"$Key\",\"a/\"],[\"eq\",\"$acl\",\"private\"],"
          + "[\"starts-with\",\"$x-amz-meta-a\",\"\"],[\"content-length-range\",2,\"5\"]";

  @Test
  void a_form_that_keeps_every_condition_passes() {
    assertThatCode(() -> check(Map.of("bucket", "b", "key", "a/1", "acl", "private")))
        .doesNotThrowAnyException();
    Map<String, String> more =
        Map.of(
            "bucket",
            "b",
            "key",
            "a/1",
            "acl",
            "private",
            "x-amz-meta-a",
            "any",
            "x-ignore-b",
            "c",
            "policy",
            "p",
            "x-amz-signature",
            "s",
            "x-amz-checksum-crc32",
            "x");
    assertThatCode(() -> check(more)).doesNotThrowAnyException();
  }

  @Test
  void a_form_that_breaks_one_is_denied() {
    assertDenied(Map.of("bucket", "b", "key", "b/1", "acl", "private"));
    assertDenied(Map.of("bucket", "c", "key", "a/1", "acl", "private"));
    assertDenied(Map.of("bucket", "b", "key", "a/1", "acl", "PRIVATE"));
    assertDenied(Map.of("bucket", "b", "key", "a/1"));
    assertDenied(Map.of("bucket", "b", "key", "a/1", "acl", "private", "expires", "never"));
  }

  @Test
  void a_policy_ends_in_time() {
    PostPolicy policy = parse("2026-03-04T05:06:07.000Z", "");
    policy.check(Map.of(), NOW.minusMillis(1));
    assertThat(reason(() -> policy.check(Map.of(), NOW))).isEqualTo(Reason.ACCESS_DENIED);
  }

  @Test
  void a_file_has_its_bounds() {
    PostPolicy policy = parse("2026-03-04T06:00:00Z", CONDITIONS);
    policy.checkSize(2);
    policy.checkSize(5);
    assertThat(reason(() -> policy.checkSize(1))).isEqualTo(Reason.ENTITY_TOO_SMALL);
    assertThat(reason(() -> policy.checkSize(6))).isEqualTo(Reason.ENTITY_TOO_LARGE);
    assertThat(policy.maxBytes()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\"}",
        "{\"conditions\":[]}",
        "{\"EXPIRATION\":\"2026-03-04T06:00:00Z\",\"conditions\":[]}",
        "{\"expiration\":\"2026-03-04 06:00:00\",\"conditions\":[]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\",\"conditions\":[{}]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\",\"conditions\":[{\"a\":1}]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\",\"conditions\":[[\"eq\",\"key\",\"a\"]]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\",\"conditions\":[[\"is\",\"$key\",\"a\"]]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\",\"conditions\":[[\"content-length-range\",0]]}",
        "{\"expiration\":\"2026-03-04T06:00:00Z\","
            + "\"conditions\":[[\"content-length-range\",-1,0]]}"
      })
  void what_is_no_policy_is_refused(String json) {
    assertThat(reason(() -> PostPolicy.parse(base64(json))))
        .isEqualTo(Reason.INVALID_POLICY_DOCUMENT);
  }

  private static void assertDenied(Map<String, String> fields) {
    assertThat(reason(() -> check(fields))).isEqualTo(Reason.ACCESS_DENIED);
  }

  private static void check(Map<String, String> fields) {
    parse("2026-03-04T06:00:00Z", CONDITIONS).check(fields, NOW);
  }

  private static PostPolicy parse(String expiration, String conditions) {
    return PostPolicy.parse(
        base64("{\"expiration\":\"" + expiration + "\",\"conditions\":[" + conditions + "]}"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static Reason reason(ThrowingCallable call) {
    return catchThrowableOfType(RefusedException.class, call).refusal().reason();
  }
}
