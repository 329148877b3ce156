package io.sluice.cluster;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node lets the others know, as JSON in a Hazelcast map; fields that a newer version adds
 * are ignored.
 *
 * @param serving the volumes whose commands it answers now, with the epoch
 */
record Announcement(NodeRecord node, Map<String, Long> serving) {
  Announcement {
    serving = Map.copyOf(serving);
  }

  Announcement withVolumes(Volumes volumes) {
    return new Announcement(node.withVolumes(volumes.mounted()), volumes.serving());
  }

  /** The volumes of a node at one moment. */
  record Volumes(Set<String> mounted, Map<String, Long> serving) {}

  Announcement with(NodeRecord changed) {
    return new Announcement(changed, serving);
  }

  String encode() {
    JsonObject owned = new JsonObject();
    new TreeMap<>(serving).forEach(owned::put);
    return new JsonObject()
        .put("id", node.id())
        .put("version", node.version())
        .put("s3", node.s3Address())
        .put("draining", node.draining())
        .put("volumes", new JsonArray(node.volumes()))
        .put("serving", owned)
        .encode();
  }

  /** Null when it can't be understood. */
  static @Nullable Announcement decode(String text) {
    try {
      JsonObject json = new JsonObject(text);
      List<String> volumes =
          json.getJsonArray("volumes", new JsonArray()).stream().map(String::valueOf).toList();
      Map<String, Long> serving = new TreeMap<>();
      for (Map.Entry<String, Object> owned : json.getJsonObject("serving", new JsonObject())) {
        serving.put(owned.getKey(), ((Number) owned.getValue()).longValue());
      }
      NodeRecord node =
          new NodeRecord(
              json.getString("id", ""),
              json.getString("version", ""),
              json.getString("s3", ""),
              json.getBoolean("draining", false),
              volumes);
      return new Announcement(node, serving);
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }
}
