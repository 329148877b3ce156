package io.sluice.admin;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the management port can do with a volume's index. All fail with a {@code RefusedException}
 * that says NO_SUCH_BUCKET when there is no such volume.
 */
public interface IndexAdministration {
  /** How the index is. */
  Future<Map<String, Object>> status(String volume);

  /**
   * Compares the index with the volume.
   *
   * @param line takes each thing there is to say; on a worker, where it may block
   */
  Future<Void> verify(String volume, Consumer<Map<String, Object>> line);

  /** Makes the index anew, and tells how it is then. */
  Future<Map<String, Object>> rebuild(String volume);
}
