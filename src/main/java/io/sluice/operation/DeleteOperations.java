package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import io.sluice.model.Permission;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.DeleteDocument;
import io.sluice.s3.xml.DeleteRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deletes one object, or up to a thousand. */
final class DeleteOperations {
  // Each removal may wait for a disk: some at a time side by side.
  private static final int BATCH = 64;

  private final Rooms rooms;

  DeleteOperations(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.DeleteObject request) {
    var target = new VolumeCommand.Delete.Target(request.key(), request.conditions());
    return ask(request.bucket(), List.of(target))
        .map(deleted -> {
          Optional<Refusal> refusal = deleted.outcomes().getFirst();
          if (refusal.isPresent()) {
            throw refusal.get().asException();
          }
          return Answers.empty(204);
        });
  }

  Future<S3Response> answer(S3Request.DeleteObjects request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, rooms.settings().maxXmlBytes())
        .map(DeleteRequest::parse)
        .compose(wanted ->
            deleteAll(request.bucket(), allowed(wanted.entries(), request, exchange))
                .map(outcomes -> Answers.xml(DeleteDocument.bytes(outcomes, wanted.quiet()))));
  }

  /** The entries, with a refusal for those that the caller may not delete. */
  private List<DeleteRequest.Entry> allowed(
      List<DeleteRequest.Entry> entries, S3Request.DeleteObjects request, Exchange exchange) {
    Instant now = rooms.clock().instant();
    return entries.stream()
        .map(entry ->
            exchange.caller().may(Permission.DELETE, request.bucket(), entry.key().toString(), now)
                ? entry
                : entry.refused(AccessGate.denied().refusal()))
        .toList();
  }

  private Future<List<DeleteDocument.Outcome>> deleteAll(
      String bucket, List<DeleteRequest.Entry> entries) {
    List<Future<List<DeleteDocument.Outcome>>> batches = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += BATCH) {
      batches.add(
          deleteBatch(bucket, entries.subList(from, Math.min(entries.size(), from + BATCH))));
    }
    return Future.all(batches)
        .map(all -> batches.stream().flatMap(batch -> batch.result().stream()).toList());
  }

  private Future<List<DeleteDocument.Outcome>> deleteBatch(
      String bucket, List<DeleteRequest.Entry> entries) {
    List<VolumeCommand.Delete.Target> targets =
        entries.stream()
            .filter(entry -> entry.refusal() == null)
            .map(entry -> new VolumeCommand.Delete.Target(entry.key(), entry.conditions()))
            .toList();
    return ask(bucket, targets).map(deleted -> outcomes(entries, deleted.outcomes()));
  }

  private Future<VolumeReply.Deleted> ask(
      String bucket, List<VolumeCommand.Delete.Target> targets) {
    if (rooms.volumes().epoch(bucket) == 0) {
      return rooms.volumes().ask(new VolumeCommand.Delete(bucket, targets));
    }
    VolumeRoot root = rooms.mounts().root(bucket);
    return rooms
        .blocking(bucket, () -> seen(root, targets))
        .compose(seen -> rooms.volumes().ask(new VolumeCommand.Delete(bucket, seen)));
  }

  /** In a cluster another owner may be asked again: then only what was there now may go. */
  private static List<VolumeCommand.Delete.Target> seen(
      VolumeRoot root, List<VolumeCommand.Delete.Target> targets) {
    return targets.stream()
        .map(target ->
            new VolumeCommand.Delete.Target(
                target.key(), target.conditions(), identity(root, target.key())))
        .toList();
  }

  private static @Nullable FileIdentity identity(VolumeRoot root, ObjectKey key) {
    try {
      FileStatus status = root.status(key);
      return status == null ? null : status.identity();
    } catch (FileFailure unknown) {
      return null; // Its owner will say what is wrong with it.
    }
  }

  private static List<DeleteDocument.Outcome> outcomes(
      List<DeleteRequest.Entry> entries, List<Optional<Refusal>> deleted) {
    List<DeleteDocument.Outcome> outcomes = new ArrayList<>();
    int next = 0;
    for (DeleteRequest.Entry entry : entries) {
      Refusal refusal = entry.refusal();
      if (refusal == null) {
        refusal = deleted.get(next++).orElse(null);
      }
      outcomes.add(new DeleteDocument.Outcome(entry.key(), entry.versionId(), refusal));
    }
    return outcomes;
  }
}
