package io.sluice.operation;

import io.sluice.model.Conditions;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.CopySource;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Opens what copies are taken from, and judges it by what was opened: another file may have taken
 * the name since it was looked up, and then its tag and length count, not those of the former.
 */
final class CopySources {
  private final Rooms rooms;
  private final ObjectReads reads;

  CopySources(Rooms rooms) {
    this.rooms = rooms;
    this.reads = new ObjectReads(rooms);
  }

  /**
   * Does something with a source whose conditions hold.
   *
   * @param target the bucket that the work is done for
   * @param work may close the source early; else it is closed once the work has ended, or was
   *     refused before it began
   */
  <T> Future<T> use(
      CopySource source, String target, Function<ObjectReads.Opened, Future<T>> work) {
    BucketChecks.exists(rooms, source.bucket());
    return reads
        .lookup(source.bucket(), source.key())
        .compose(entry -> reads.open(source.bucket(), entry))
        .compose(opened ->
            // Composed, so that what is thrown counts as a failure, and closes the source.
            Future.succeededFuture(opened)
                .compose(judged -> work.apply(judged(source, judged)))
                .onComplete(done -> close(opened, target)));
  }

  private static ObjectReads.Opened judged(CopySource source, ObjectReads.Opened opened) {
    if (source.conditions().evaluate(opened.entry()) != Conditions.Outcome.PROCEED) {
      throw Refusal.exception(
          Reason.PRECONDITION_FAILED,
          "At least one of the conditions on the copy's source does not hold.");
    }
    return opened;
  }

  // Closing the last descriptor of a long file takes as long as freeing its blocks.
  private void close(ObjectReads.Opened opened, String target) {
    if (opened.isOpen()) {
      rooms.doing(target, opened::close);
    }
  }
}
