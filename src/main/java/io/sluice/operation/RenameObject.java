package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;

/**
 * Gives an object, or everything under a prefix, another key within its bucket.
 *
 * <p>Source: S3 API reference, RenameObject.
 */
final class RenameObject {
  private final Rooms rooms;

  RenameObject(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.RenameObject request, Exchange exchange) {
    String token = request.clientToken();
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.Rename(
                request.bucket(),
                request.source(),
                request.key(),
                request.ofSource(),
                request.conditions(),
                // Two users may choose the same.
                token == null ? null : exchange.caller().name() + '/' + token))
        .map(done -> Answers.empty(200));
  }
}
