package io.sluice.bus;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Sends commands to the owners of volumes. */
public interface VolumeClient {
  /**
   * Asks a volume's owner. Fails with a {@link io.sluice.model.RefusedException} when the owner
   * refuses or there is none.
   */
  <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command);

  /** A volume's owner if it is in this very process, else null. */
  default @Nullable LocalOwner owner(String volume) {
    return null;
  }

  /** The epoch of a volume's owner, as far as is known here; 0 without a cluster. */
  default long epoch(String volume) {
    return 0;
  }
}
