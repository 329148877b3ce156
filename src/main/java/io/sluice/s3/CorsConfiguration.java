package io.sluice.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.model.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other origins may ask of a bucket: the first rule that fits counts.
 *
 * @param rules 1 to 100, in order
 */
public record CorsConfiguration(List<CorsRule> rules) {
  /** The most rules of one bucket. */
  public static final int MAX_RULES = 100;

  /** Caches must keep answers to different origins apart. */
  public static final Map.Entry<String, String> VARY =
      Map.entry("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public CorsConfiguration {
    rules = List.copyOf(rules);
  }

  /** The headers of the answer to an actual request with an Origin. */
  public List<Map.Entry<String, String>> headers(RequestHead head) {
    String origin = head.header("origin");
    String asked = head.header("access-control-request-method");
    CorsRule rule =
        origin == null ? null : rule(origin, asked == null ? head.method() : asked, List.of());
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    if (rule != null && origin != null) {
      allow(headers, rule, origin);
    }
    headers.add(VARY);
    return headers;
  }

  /** The headers of the answer to a preflight, or null when no rule allows what it asks for. */
  public @Nullable List<Map.Entry<String, String>> preflight(
      String origin, String method, @Nullable String askedHeaders) {
    CorsRule rule = rule(origin, method, names(askedHeaders));
    if (rule == null) {
      return null;
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    allow(headers, rule, origin);
    if (askedHeaders != null && !names(askedHeaders).isEmpty()) {
      headers.add(
          Map.entry("Access-Control-Allow-Headers", String.join(", ", names(askedHeaders))));
    }
    if (rule.maxAgeSeconds() != null) {
      headers.add(Map.entry("Access-Control-Max-Age", rule.maxAgeSeconds().toString()));
    }
    headers.add(VARY);
    return headers;
  }

  private static void allow(List<Map.Entry<String, String>> headers, CorsRule rule, String origin) {
    String answered = rule.answeredOrigin(origin);
    headers.add(Map.entry("Access-Control-Allow-Origin", answered));
    headers.add(
        Map.entry("Access-Control-Allow-Methods", String.join(", ", rule.allowedMethods())));
    if (!rule.exposeHeaders().isEmpty()) {
      headers.add(
          Map.entry("Access-Control-Expose-Headers", String.join(", ", rule.exposeHeaders())));
    }
    // Browsers refuse credentials together with a star.
    if (!answered.equals("*")) {
      headers.add(Map.entry("Access-Control-Allow-Credentials", "true"));
    }
  }

  private @Nullable CorsRule rule(String origin, String method, List<String> headers) {
    for (CorsRule rule : rules) {
      if (rule.allows(origin, method, headers)) {
        return rule;
      }
    }
    return null;
  }

  private static List<String> names(@Nullable String list) {
    return list == null
        ? List.of()
        : Arrays.stream(list.split(",", -1)).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  /** How it is kept on the volume. */
  public byte[] toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(this)
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of text are always JSON", e);
    }
  }

  /** What is kept on the volume; null when it is not ours: a pod may have written there. */
  public static @Nullable CorsConfiguration ofJson(byte[] json) {
    try {
      return JSON.readValue(json, CorsConfiguration.class);
    } catch (IOException | RefusedException e) {
      return null;
    }
  }
}
