package io.sluice.bus;

import io.vertx.core.Future;

/** Sends commands to the owners of volumes. */
public interface VolumeClient {
  /**
   * Asks a volume's owner. Fails with a {@link io.sluice.model.RefusedException} when the owner
   * refuses or there is none.
   */
  <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command);

  /** The epoch of a volume's owner, as far as is known here; 0 without a cluster. */
  default long epoch(String volume) {
    return 0;
  }
}
