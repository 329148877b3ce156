package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
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
    VolumeRoot root = rooms.mounts().root(request.bucket());
    return rooms
        .blocking(request.bucket(), () -> inode(root, request.source()))
        .compose(inode -> rooms.volumes().ask(command(request, exchange, inode)))
        .map(done -> Answers.empty(200));
  }

  private static long inode(VolumeRoot root, ObjectKey source) {
    try {
      FileStatus status = root.status(source);
      return status == null ? 0 : status.identity().inode();
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  private VolumeCommand.Rename command(
      S3Request.RenameObject request, Exchange exchange, long sourceInode) {
    String token = request.clientToken();
    return new VolumeCommand.Rename(
        request.bucket(),
        request.source(),
        request.key(),
        request.ofSource(),
        request.conditions(),
        // Two users may choose the same.
        token == null ? rooms.newName() : exchange.caller().name() + '/' + token,
        sourceInode,
        false);
  }
}
