package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One object to be written: admitted by the owner, staged, and published. Whatever fails on the way
 * gives back the space that was set aside and removes what was staged.
 *
 * @param bytes the content's length, -1 when it is not known yet
 */
record StagedWrite(String bucket, ObjectKey key, long bytes, Conditions conditions) {
  /**
   * Asks the owner, then for the staged file, then for its name.
   *
   * @param staging called once the write is admitted; cleans up after itself when it fails
   */
  Future<ObjectEntry> publish(Rooms rooms, Supplier<Future<BodyStager.Sealed>> staging) {
    return rooms
        .volumes()
        .ask(new VolumeCommand.Admit(bucket, key, bytes, conditions))
        .compose(admitted -> publish(rooms, staging, admitted.reservation()));
  }

  private Future<ObjectEntry> publish(
      Rooms rooms, Supplier<Future<BodyStager.Sealed>> staging, long reservation) {
    // Composed, so that what staging throws before there is a future counts as a failure like any
    // other.
    return Future.succeededFuture(reservation)
        .compose(admitted -> staging.get())
        .compose(sealed -> commit(rooms, sealed, reservation))
        .onFailure(failure -> rooms.volumes().ask(new VolumeCommand.Release(bucket, reservation)));
  }

  private Future<ObjectEntry> commit(Rooms rooms, BodyStager.Sealed sealed, long reservation) {
    var commit =
        new VolumeCommand.Commit(
            bucket,
            key,
            sealed.stagedName(),
            sealed.inode(),
            sealed.metadata(),
            sealed.claim(),
            conditions,
            reservation,
            false);
    return rooms
        .volumes()
        .ask(commit)
        .map(VolumeReply.Committed::entry)
        .onFailure(failure -> rooms.removeStaged(bucket, sealed.stagedName()));
  }
}
