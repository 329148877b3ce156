package io.sluice.bus;

import io.vertx.core.Future;

/** Sends commands to the owners of volumes. */
public interface VolumeClient {
  /**
   * Asks a volume's owner. Fails with a {@link io.sluice.model.RefusedException} when the owner
   * refuses or there is none.
   */
  <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command);
}
