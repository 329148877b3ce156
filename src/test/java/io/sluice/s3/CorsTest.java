package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.xml.CorsDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsTest {
  private static final CorsRule EXACT =
      new CorsRule(
          "one",
          List.of("https://app.example", "http://*.example"),
          List.of("GET", "PUT"),
          List.of("x-amz-*", "Content-Type"),
          List.of("ETag", "x-amz-version-id"),
          600);
  private static final CorsRule ANYONE =
      new CorsRule(null, List.of("*"), List.of("GET"), List.of(), List.of(), null);

  @ParameterizedTest
  @CsvSource({
    "https://app.example, GET, https://app.example",
    "http://a.example, PUT, http://a.example",
    "http://.example, GET, http://.example",
    "http://example, PUT,",
    "https://app.example, DELETE,",
    "HTTPS://APP.EXAMPLE, PUT,",
    "anything, GET, *",
    "anything, PUT,"
  })
  void an_actual_request_is_opened_to_its_origin_alone(
      String origin, String method, @Nullable String answered) {
    Map<String, String> headers =
        map(
            new CorsConfiguration(List.of(EXACT, ANYONE))
                .headers(Heads.head(method + " /bucket/key", "origin: " + origin)));
    assertThat(headers.get("Access-Control-Allow-Origin")).isEqualTo(answered);
    assertThat(headers.get("Vary")).contains("Origin");
    boolean named = answered != null && !answered.equals("*");
    assertThat(headers.containsKey("Access-Control-Allow-Credentials")).isEqualTo(named);
    assertThat(headers.containsKey("Access-Control-Expose-Headers")).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "'X-Amz-Date, content-type', true",
    "'x-amz-date,authorization', false",
    "' , x-amz-meta-a', true"
  })
  void a_preflight_is_allowed_when_every_header_is(String asked, boolean allowed) {
    List<Map.Entry<String, String>> headers =
        new CorsConfiguration(List.of(EXACT)).preflight("https://app.example", "PUT", asked);
    assertThat(headers != null).isEqualTo(allowed);
    if (headers != null) {
      assertThat(map(headers))
          .containsEntry("Access-Control-Allow-Methods", "GET, PUT")
          .containsEntry("Access-Control-Max-Age", "600");
    }
  }

  @Test
  void rules_survive_the_document_and_the_file() {
    var configuration = new CorsConfiguration(List.of(EXACT, ANYONE));
    assertThat(CorsDocument.parse(CorsDocument.of(configuration))).isEqualTo(configuration);
    assertThat(CorsConfiguration.ofJson(configuration.toJson())).isEqualTo(configuration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"rules\":7}", "{\"rules\":[{}]}"})
  void a_file_that_is_not_ours_holds_no_rules(String json) {
    assertThat(CorsConfiguration.ofJson(json.getBytes(StandardCharsets.UTF_8))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED_XML",
    "<AllowedOrigin>*</AllowedOrigin>, MALFORMED_XML",
    "<AllowedMethod>GET</AllowedMethod>, MALFORMED_XML",
    "<AllowedMethod>get</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
    "<AllowedMethod>OPTIONS</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
    "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*.*</AllowedOrigin>, INVALID_REQUEST",
    "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>a b</AllowedOrigin>, INVALID_REQUEST",
    "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>a</AllowedOrigin><Other/>, MALFORMED_XML"
  })
  void a_rule_that_s3_refuses_is_refused(String rule, Reason reason) {
    byte[] document =
        ("<CORSConfiguration><CORSRule>" + rule + "</CORSRule></CORSConfiguration>")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(reason(document)).isEqualTo(reason);
  }

  @Test
  void there_are_between_one_and_a_hundred_rules() {
    String rule =
        "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>";
    assertThat(CorsDocument.parse(document(rule.repeat(100))).rules()).hasSize(100);
    assertThat(reason(document(rule.repeat(101)))).isEqualTo(Reason.MALFORMED_XML);
    assertThat(reason(document(""))).isEqualTo(Reason.MALFORMED_XML);
  }

  private static byte[] document(String rules) {
    return ("<CORSConfiguration>" + rules + "</CORSConfiguration>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Reason reason(byte[] document) {
    return catchThrowableOfType(RefusedException.class, () -> CorsDocument.parse(document))
        .refusal()
        .reason();
  }

  private static Map<String, String> map(List<Map.Entry<String, String>> headers) {
    return headers.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
