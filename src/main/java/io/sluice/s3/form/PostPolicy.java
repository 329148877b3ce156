package io.sluice.s3.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the one who signed a form lets it hold.
 *
 * <p>Source: S3 API reference, "Creating a POST policy".
 *
 * @param minBytes the shortest file
 * @param maxBytes the longest file
 */
public record PostPolicy(
    Instant expiration, List<Condition> conditions, long minBytes, long maxBytes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> UNCONDITIONED =
      Set.of("policy", "x-amz-signature", "signature", "awsaccesskeyid", "file");
  private static final String IGNORED = "x-ignore-";

  /** Says what the file is; it can only make a form fail. */
  private static final String CHECKSUM = "x-amz-checksum-";

  /** What one field must be, or start with. */
  public record Condition(String field, String value, boolean isPrefix) {
    boolean holds(String text) {
      return isPrefix ? text.startsWith(value) : text.equals(value);
    }
  }

  public PostPolicy {
    conditions = List.copyOf(conditions);
  }

  /** The policy in a form's field; refuses with INVALID_POLICY_DOCUMENT what is none. */
  public static PostPolicy parse(String base64) {
    JsonNode policy;
    try {
      policy = JSON.readTree(Base64.getMimeDecoder().decode(base64));
    } catch (IOException | IllegalArgumentException e) {
      throw invalid("it is not JSON in base64.");
    }
    if (policy == null || !policy.isObject()) {
      throw invalid("it is not a JSON object.");
    }
    for (Map.Entry<String, JsonNode> entry : policy.properties()) {
      if (!entry.getKey().equals("expiration") && !entry.getKey().equals("conditions")) {
        throw invalid("unexpected '" + entry.getKey() + "'.");
      }
    }
    return withConditions(expiration(policy.path("expiration")), policy.path("conditions"));
  }

  private static Instant expiration(JsonNode node) {
    if (!node.isTextual()) {
      throw invalid("missing expiration.");
    }
    try {
      return Instant.parse(node.textValue());
    } catch (DateTimeException e) {
      throw invalid("invalid 'expiration' value: '" + node.textValue() + "'.");
    }
  }

  private static PostPolicy withConditions(Instant expiration, JsonNode list) {
    if (!list.isArray()) {
      throw invalid("missing conditions.");
    }
    List<Condition> conditions = new ArrayList<>();
    long min = 0;
    long max = Long.MAX_VALUE;
    for (JsonNode node : list) {
      if (node.isArray() && node.path(0).asText().equalsIgnoreCase("content-length-range")) {
        min = Math.max(min, bound(node, 1));
        max = Math.min(max, bound(node, 2));
      } else {
        conditions.add(condition(node));
      }
    }
    return new PostPolicy(expiration, conditions, min, max);
  }

  private static long bound(JsonNode range, int at) {
    JsonNode node = range.path(at);
    try {
      long bound = node.isTextual() ? Long.parseLong(node.textValue()) : node.longValue();
      if (range.size() == 3 && (node.isTextual() || node.canConvertToLong()) && bound >= 0) {
        return bound;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw invalid("content-length-range needs two numbers that are not negative.");
  }

  private static Condition condition(JsonNode node) {
    if (node.isObject() && node.size() == 1) {
      Map.Entry<String, JsonNode> only = node.properties().iterator().next();
      return new Condition(lower(only.getKey()), text(only.getValue()), false);
    }
    if (!node.isArray() || node.size() != 3 || !node.path(1).asText().startsWith("$")) {
      throw invalid("a condition is neither {field: value} nor [match, $field, value].");
    }
    String field = lower(node.path(1).asText().substring(1));
    return switch (lower(node.path(0).asText())) {
      case "eq" -> new Condition(field, text(node.path(2)), false);
      case "starts-with" -> new Condition(field, text(node.path(2)), true);
      default -> throw invalid("unknown match '" + node.path(0).asText() + "'.");
    };
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw invalid("the value of a condition is not a text.");
    }
    return node.textValue();
  }

  /**
   * Refuses a form that comes too late, breaks a condition, or holds what no condition speaks of.
   *
   * @param fields with the bucket that the form was sent to
   */
  public void check(Map<String, String> fields, Instant now) {
    if (!now.isBefore(expiration)) {
      throw denied("Policy expired.");
    }
    Set<String> named = new HashSet<>();
    for (Condition condition : conditions) {
      named.add(condition.field());
      if (!condition.holds(fields.getOrDefault(condition.field(), ""))) {
        throw denied(
            "Policy Condition failed: [\""
                + (condition.isPrefix() ? "starts-with" : "eq")
                + "\", \"$"
                + condition.field()
                + "\", \""
                + condition.value()
                + "\"]");
      }
    }
    for (String field : fields.keySet()) {
      boolean free =
          UNCONDITIONED.contains(field) || field.startsWith(IGNORED) || field.startsWith(CHECKSUM);
      if (!free && !named.contains(field)) {
        throw denied("Extra input fields: " + field);
      }
    }
  }

  /** Refuses a file that is too short; one that is too long never comes to its end. */
  public void checkSize(long sizeBytes) {
    if (sizeBytes < minBytes) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_SMALL,
          "Your proposed upload is smaller than the minimum allowed size: " + minBytes + " bytes.");
    }
    if (sizeBytes > maxBytes) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_LARGE,
          "Your proposed upload exceeds the maximum allowed size: " + maxBytes + " bytes.");
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static RefusedException denied(String why) {
    return Refusal.exception(Reason.ACCESS_DENIED, "Invalid according to Policy: " + why);
  }

  private static RefusedException invalid(String why) {
    return Refusal.exception(Reason.INVALID_POLICY_DOCUMENT, "Invalid Policy: " + why);
  }
}
