package io.sluice.bus;

import io.vertx.core.Promise;
import java.util.function.Consumer;

/**
 * A command to an owner in this process.
 *
 * @param given what the owner replied, also when nobody waits for that any more
 */
record NearbyAsk(VolumeCommand<?> command, Promise<VolumeReply> given) {
  NearbyAsk(VolumeCommand<?> command) {
    this(command, Promise.promise());
  }

  /** Nobody waits any more: gives back what the owner has set aside, or will yet. */
  void undoing(Consumer<VolumeCommand<?>> undo) {
    given
        .future()
        .onSuccess(reply -> {
          if (reply instanceof VolumeReply.Admitted(long reservation)) {
            undo.accept(new VolumeCommand.Release(command.volume(), reservation));
          } else if (reply instanceof VolumeReply.PartStarted started) {
            String uploadId = started.upload().uploadId();
            undo.accept(new VolumeCommand.CancelPart(command.volume(), uploadId, started.ticket()));
          }
        });
  }
}
