package io.sluice.telemetry;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node lives, and whether it should get requests. Alive means that it need not be
 * restarted; ready means started, not stopping, and no room reports a fault.
 */
public final class NodeHealth {
  /** Where the node is in its life. */
  public enum State {
    STARTING,
    READY,
    DRAINING
  }

  private final Map<String, String> faults = new ConcurrentHashMap<>();
  private final Map<String, Supplier<@Nullable String>> warnings = new ConcurrentHashMap<>();
  private volatile State state = State.STARTING;

  public State state() {
    return state;
  }

  /** Moves on; a node that drains never becomes ready again. */
  public synchronized void moveTo(State next) {
    if (next.compareTo(state) > 0) {
      state = next;
    }
  }

  /** Reports a fault under a name, such as {@code volume.demo}; replaces the one of that name. */
  public void fault(String name, String message) {
    faults.put(name, message);
  }

  /** Takes a fault back. */
  public void recovered(String name) {
    faults.remove(name);
  }

  /** The faults at present, by name. */
  public Map<String, String> faults() {
    return new TreeMap<>(faults);
  }

  /**
   * Asks for a warning whenever somebody wants to know: what should be seen to, while requests are
   * answered as they should be.
   *
   * @param warning null while there is nothing to say
   */
  public void watch(String name, Supplier<@Nullable String> warning) {
    warnings.put(name, warning);
  }

  /** No longer asks. */
  public void forget(String name) {
    warnings.remove(name);
  }

  /** The warnings at present, by name; they don't make the node unready. */
  public Map<String, String> warnings() {
    Map<String, String> all = new TreeMap<>();
    warnings.forEach((name, warning) -> {
      String text = warning.get();
      if (text != null) {
        all.put(name, text);
      }
    });
    return all;
  }

  public boolean isReady() {
    return state == State.READY && faults.isEmpty();
  }
}
