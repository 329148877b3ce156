package io.sluice.operation;

import io.sluice.bus.LocalOwner;
import io.sluice.bus.PreparedPut;
import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.sluice.s3.body.VerifiedBody;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a short object whose owner is in this process: the body is gathered in memory, and all the
 * rest is one job on one worker thread. Handing a request from thread to thread costs more than
 * what the threads do with so few bytes.
 */
final class ShortObject {
  /** Of the body as it comes over the wire. */
  private static final int MOST_BYTES = 64 * 1_024;

  /** Where nothing is synced, a job waits for no disk but when memory is full. */
  private static final int WORKERS_UNSYNCED =
      Math.max(2, Runtime.getRuntime().availableProcessors());

  /** One syncs for all, and the others' content is mostly on the disk when they come to it. */
  private static final int WORKERS_SYNCED_LATER = 2 + Runtime.getRuntime().availableProcessors();

  private static final int WORKERS = 64;

  private final Rooms rooms;

  ShortObject(Rooms rooms) {
    this.rooms = rooms;
  }

  /** Whether a PUT goes this way. Whoever waits for "100 Continue" is admitted first. */
  boolean suits(Exchange exchange, BodyPlan plan, String bucket) {
    long wireBytes = exchange.body().declaredBytes();
    return wireBytes >= 0
        && wireBytes <= MOST_BYTES
        && plan.decodedBytes() <= MOST_BYTES
        && exchange.head().header("expect") == null
        && rooms.volumes().owner(bucket) != null;
  }

  /** In the volume's lane, so that one that hangs keeps no other waiting. */
  private Future<Optional<VolumeReply>> ask(
      String bucket, VolumeRoot root, JobLine.Asked<Optional<VolumeReply>> job) {
    VolumeLanes.Lane lane = rooms.lanes().of(bucket);
    Runnable begun = lane.queue().arrived();
    return lane.line(workers(root))
        .ask(answer -> {
          begun.run();
          return job.run(answer);
        });
  }

  private static int workers(VolumeRoot root) {
    boolean waits =
        root.capabilities().isNetwork()
            || root.settings().durability() != FileSettings.Durability.NONE;
    int waiting = root.syncsLater() ? WORKERS_SYNCED_LATER : WORKERS;
    return waits ? waiting : WORKERS_UNSYNCED;
  }

  Future<S3Response> answer(S3Request.PutObject request, Exchange exchange, BodyPlan plan) {
    VolumeRoot root = rooms.mounts().root(request.bucket());
    return exchange
        .body()
        .collect(MOST_BYTES)
        .compose(wire ->
            ask(request.bucket(), root, answer -> put(shortPut(request, plan, wire), root, answer))
                .compose(reply ->
                    reply.isPresent()
                        ? entry(reply.get())
                        : byStaging(request, new Wire(root, plan, ByteBuffer.wrap(wire)))))
        .map(Answers::written);
  }

  /** A body in memory and where it goes. */
  private record Wire(VolumeRoot root, BodyPlan plan, ByteBuffer bytes) {}

  /**
   * Answers nothing when nothing has happened, and the next owner is to be asked.
   *
   * @return what is left to do when the disk has had time for the content
   */
  private JobLine.@Nullable Rest put(
      ShortPut put, VolumeRoot root, Consumer<Optional<VolumeReply>> answer) {
    LocalOwner owner = rooms.volumes().owner(put.volume());
    PreparedPut prepared = owner == null ? null : owner.prepare(put);
    if (prepared == null) {
      answer.accept(Optional.empty());
      return null;
    }
    JobLine.Rest commit = () -> prepared.commit(reply -> answer.accept(done(reply)));
    if (root.syncsLater()) {
      return commit;
    }
    commit.run();
    return null;
  }

  private static Optional<VolumeReply> done(VolumeReply reply) {
    return reply instanceof VolumeReply.NotOwner ? Optional.empty() : Optional.of(reply);
  }

  private ShortPut shortPut(S3Request.PutObject request, BodyPlan plan, byte[] wire) {
    List<ByteBuffer> content = new ArrayList<>();
    BodyVerifier verifier = verifier(plan);
    verifier.accept(ByteBuffer.wrap(wire), content::add);
    ContentClaim claim = claim(verifier.finish());
    return new ShortPut(
        request.bucket(), request.key(), content, request.metadata(), claim, request.conditions());
  }

  private BodyVerifier verifier(BodyPlan plan) {
    return new BodyVerifier(plan, true, rooms.settings().defaultChecksum());
  }

  private static ContentClaim claim(VerifiedBody body) {
    return new ContentClaim(
        new EntityTag(body.md5()),
        body.checksum() == null ? List.of() : List.of(body.checksum()),
        PartLayout.WHOLE);
  }

  private static Future<ObjectEntry> entry(VolumeReply reply) {
    return switch (reply) {
      case VolumeReply.Committed committed -> Future.succeededFuture(committed.entry());
      case VolumeReply.Refused refused -> Future.failedFuture(refused.refusal().asException());
      default -> Future.failedFuture(new IllegalStateException("no answer to a PUT: " + reply));
    };
  }

  /** The owner went meanwhile: the long way, which waits for the next one. */
  private Future<ObjectEntry> byStaging(S3Request.PutObject request, Wire wire) {
    BodyStager stager =
        new BodyStager(
            () -> wire.root().staging().create(rooms.volumes().epoch(request.bucket())),
            verifier(wire.plan()),
            0,
            MOST_BYTES);
    return new StagedWrite(
            request.bucket(), request.key(), wire.plan().decodedBytes(), request.conditions())
        .publish(
            rooms,
            () ->
                rooms
                    .blocking(
                        request.bucket(),
                        () -> {
                          stager.accept(List.of(wire.bytes().duplicate()));
                          return stager.seal(request.metadata());
                        })
                    .onFailure(failure -> rooms.doing(request.bucket(), stager::discard)));
  }
}
