package io.sluice.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * What the node says of itself when asked, by topic: the version, the volumes and what their file
 * systems can do, counts of names that are not UTF-8. Topics are JSON-like values: text, numbers,
 * booleans, lists and maps of them; never a secret.
 */
public final class StatusBoard {
  private final Map<String, Supplier<Object>> topics = new ConcurrentSkipListMap<>();

  /** Adds or replaces a topic. The supplier may block shortly: it never runs on an event loop. */
  public void put(String topic, Supplier<Object> supplier) {
    topics.put(topic, supplier);
  }

  public void remove(String topic) {
    topics.remove(topic);
  }

  /** All topics now. */
  public Map<String, Object> snapshot() {
    Map<String, Object> values = new LinkedHashMap<>();
    topics.forEach((topic, supplier) -> values.put(topic, supplier.get()));
    return values;
  }
}
