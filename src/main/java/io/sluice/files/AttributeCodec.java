package io.sluice.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.TagRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attribute values as JSON, short names for a small place. Pods can write these attributes too, so
 * anything that is not as we write it reads as absent.
 */
final class AttributeCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AttributeCodec() {}

  static byte[] encode(ObjectMetadata metadata) {
    ObjectNode node = JSON.createObjectNode();
    put(node, "contentType", metadata.contentType());
    put(node, "contentEncoding", metadata.contentEncoding());
    put(node, "contentDisposition", metadata.contentDisposition());
    put(node, "contentLanguage", metadata.contentLanguage());
    put(node, "cacheControl", metadata.cacheControl());
    put(node, "expires", metadata.expires());
    if (!metadata.user().isEmpty()) {
      ObjectNode user = node.putObject("user");
      metadata.user().forEach(user::put);
    }
    return bytes(node);
  }

  /** The metadata; {@link ObjectMetadata#NONE} when the value is not ours. */
  static ObjectMetadata metadata(byte[] value) {
    JsonNode node = parse(value);
    if (node == null) {
      return ObjectMetadata.NONE;
    }
    Map<String, String> user = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("user").properties()) {
      user.put(entry.getKey(), entry.getValue().asText());
    }
    return new ObjectMetadata(
        text(node, "contentType"),
        text(node, "contentEncoding"),
        text(node, "contentDisposition"),
        text(node, "contentLanguage"),
        text(node, "cacheControl"),
        text(node, "expires"),
        user);
  }

  static byte[] encodeTags(Map<String, String> tags) {
    ObjectNode node = JSON.createObjectNode();
    tags.forEach(node::put);
    return bytes(node);
  }

  /** The tags; none when the value is not ours. */
  static Map<String, String> tags(byte[] value) {
    JsonNode node = parse(value);
    Map<String, String> tags = new TreeMap<>();
    if (node != null) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        tags.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return TagRules.areValid(tags) ? tags : Map.of();
  }

  static byte[] encode(ContentStamp stamp) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tag", stamp.claim().tag().value());
    if (!stamp.claim().checksums().isEmpty()) {
      ArrayNode checksums = node.putArray("checksums");
      for (Checksum checksum : stamp.claim().checksums()) {
        checksums
            .addArray()
            .add(checksum.algorithm().name())
            .add(checksum.type().name())
            .add(checksum.value());
      }
    }
    if (!stamp.claim().parts().runs().isEmpty()) {
      ArrayNode parts = node.putArray("parts");
      for (PartLayout.Run run : stamp.claim().parts().runs()) {
        parts.addArray().add(run.parts()).add(run.sizeBytes());
      }
    }
    if (!stamp.claim().parts().checksums().isEmpty()) {
      ArrayNode checksums = node.putArray("partChecksums");
      stamp.claim().parts().checksums().forEach(checksums::add);
    }
    node.put("inode", stamp.inode());
    node.put("sizeBytes", stamp.sizeBytes());
    node.put("mtimeNanos", stamp.mtimeNanos());
    node.put("stampedAtNanos", stamp.stampedAtNanos());
    return bytes(node);
  }

  /** The stamp, or null when the value is not ours. */
  static @Nullable ContentStamp stamp(byte[] value) {
    JsonNode node = parse(value);
    if (node == null) {
      return null;
    }
    try {
      ContentClaim claim =
          new ContentClaim(
              new EntityTag(node.path("tag").asText()),
              checksums(node.path("checksums")),
              parts(node.path("parts"), node.path("partChecksums")));
      return new ContentStamp(
          claim,
          node.path("inode").longValue(),
          node.path("sizeBytes").longValue(),
          node.path("mtimeNanos").longValue(),
          node.path("stampedAtNanos").longValue());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<Checksum> checksums(JsonNode array) {
    List<Checksum> checksums = new ArrayList<>();
    for (JsonNode one : array) {
      checksums.add(
          new Checksum(
              ChecksumAlgorithm.valueOf(one.path(0).asText()),
              Checksum.Type.valueOf(one.path(1).asText()),
              one.path(2).asText()));
    }
    return checksums;
  }

  private static PartLayout parts(JsonNode array, JsonNode checksums) {
    List<PartLayout.Run> runs = new ArrayList<>();
    for (JsonNode run : array) {
      runs.add(new PartLayout.Run(run.path(0).intValue(), run.path(1).longValue()));
    }
    List<String> values = new ArrayList<>();
    for (JsonNode value : checksums) {
      values.add(value.asText());
    }
    return new PartLayout(runs).withChecksums(values);
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  private static @Nullable JsonNode parse(byte[] value) {
    try {
      JsonNode node = JSON.readTree(value);
      return node != null && node.isObject() ? node : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }
}
