package io.sluice.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.model.FileIdentity;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of one sidecar: the file it belongs to, and values by attribute.
 *
 * @param bornNanos when that file was made, 0 where the file system does not know
 * @param sizeBytes its size when this was written
 * @param mtimeNanos its modification time then
 */
record SidecarRecord(
    long inode,
    long bornNanos,
    long sizeBytes,
    long mtimeNanos,
    Map<AttributeName, String> values) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SidecarRecord of(Stat stat, Map<AttributeName, String> values) {
    FileIdentity identity = stat.status().identity();
    return new SidecarRecord(
        identity.inode(), stat.bornNanos(), identity.sizeBytes(), identity.mtimeNanos(), values);
  }

  /**
   * Whether this belongs to the file. Inode numbers are used again, so the time of birth decides;
   * where there is none, size and modification time do, and metadata is lost when a pod edits the
   * file. A directory's times tell nothing, so there its number must do.
   */
  boolean isOf(Stat stat) {
    FileIdentity identity = stat.status().identity();
    if (inode != identity.inode() || bornNanos != stat.bornNanos()) {
      return false;
    }
    return bornNanos != 0
        || stat.isDirectory()
        || (sizeBytes == identity.sizeBytes() && mtimeNanos == identity.mtimeNanos());
  }

  byte[] encode() {
    ObjectNode node = JSON.createObjectNode();
    node.put("inode", inode);
    node.put("bornNanos", bornNanos);
    node.put("sizeBytes", sizeBytes);
    node.put("mtimeNanos", mtimeNanos);
    ObjectNode all = node.putObject("values");
    values.forEach((name, value) -> all.put(name.text(), value));
    return Tree.bytes(node.toString());
  }

  /** The record, or null when the bytes are none. */
  static @Nullable SidecarRecord decode(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      Map<AttributeName, String> values = new EnumMap<>(AttributeName.class);
      for (AttributeName name : AttributeName.values()) {
        JsonNode value = node.path("values").path(name.text());
        if (value.isTextual()) {
          values.put(name, value.textValue());
        }
      }
      return new SidecarRecord(
          node.path("inode").longValue(),
          node.path("bornNanos").longValue(),
          node.path("sizeBytes").longValue(),
          node.path("mtimeNanos").longValue(),
          values);
    } catch (IOException e) {
      return null;
    }
  }
}
