package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.PartContent;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes one part to where the owner says, hashing it on the way, and has it acknowledged.
 *
 * <p>Source: S3 API reference, UploadPart.
 */
final class UploadPart {
  private final Rooms rooms;

  UploadPart(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.UploadPart request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    if (plan.decodedBytes() > rooms.settings().maxPartBytes()) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_LARGE,
          "The part is longer than the " + rooms.settings().maxPartBytes() + " bytes allowed.");
    }
    VolumeRoot root = rooms.mounts().root(request.bucket());
    var start =
        new VolumeCommand.StartPart(
            request.bucket(),
            request.key(),
            request.uploadId(),
            request.partNumber(),
            plan.decodedBytes());
    return rooms
        .volumes()
        .ask(start)
        .compose(started -> write(request, exchange, root, plan, started))
        .map(Answers::partWritten);
  }

  private Future<PartContent> write(
      S3Request.UploadPart request,
      Exchange exchange,
      VolumeRoot root,
      BodyPlan plan,
      VolumeReply.PartStarted started) {
    long most = plan.decodedBytes() >= 0 ? plan.decodedBytes() : rooms.settings().maxPartBytes();
    ChecksumAlgorithm declared = started.upload().spec().algorithm();
    if (differs(declared, plan.algorithm())) {
      giveUp(request, null, started);
      return Future.failedFuture(otherChecksum(declared, plan.algorithm()));
    }
    // A part that comes without the checksum that its upload keeps gets it here.
    var verifier = new BodyVerifier(plan, true, declared);
    BodyStager.Target target = () -> PartFiles.open(root, request.uploadId(), started.fileName());
    var stager = new BodyStager(target, verifier, started.offsetBytes(), most);
    return exchange
        .body()
        .drainTo(stager)
        .compose(drained -> rooms.blocking(request.bucket(), stager::sync))
        .map(body -> new PartContent(body.sizeBytes(), body.md5(), body.checksum()))
        .compose(content -> finish(request, started, content))
        .onFailure(failure -> giveUp(request, stager, started));
  }

  private Future<PartContent> finish(
      S3Request.UploadPart request, VolumeReply.PartStarted started, PartContent content) {
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.FinishPart(
                request.bucket(), request.uploadId(), started.place(), content))
        .map(finished -> content);
  }

  private static boolean differs(
      @Nullable ChecksumAlgorithm declared, @Nullable ChecksumAlgorithm sent) {
    return declared != null && sent != null && declared != sent;
  }

  private static RuntimeException otherChecksum(
      @Nullable ChecksumAlgorithm declared, @Nullable ChecksumAlgorithm sent) {
    return Refusal.exception(
        Reason.INVALID_REQUEST,
        "Checksum Type mismatch occurred, expected checksum Type: "
            + declared
            + ", actual checksum Type: "
            + sent
            + ".");
  }

  // First the descriptor, then the owner: a slot is free again only when nobody can write to it.
  private void giveUp(
      S3Request.UploadPart request, @Nullable BodyStager stager, VolumeReply.PartStarted started) {
    Future<Boolean> closed =
        stager == null
            ? Future.succeededFuture(true)
            : rooms.doing(request.bucket(), stager::discard);
    closed.eventually(() ->
        rooms
            .volumes()
            .ask(
                new VolumeCommand.CancelPart(
                    request.bucket(), request.uploadId(), started.ticket())));
  }
}
