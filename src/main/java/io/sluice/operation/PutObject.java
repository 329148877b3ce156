package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.StoredAttributes;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.sluice.s3.body.VerifiedBody;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes an object: space and conflicts first, then the body into staging while it is hashed, then
 * one atomic publish by the owner.
 *
 * <p>Source: S3 API reference, PutObject.
 */
final class PutObject {
  private final Rooms rooms;
  private final ShortObject shortPut;

  PutObject(Rooms rooms) {
    this.rooms = rooms;
    this.shortPut = new ShortObject(rooms);
  }

  Future<S3Response> answer(S3Request.PutObject request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    if (plan.decodedBytes() > rooms.settings().maxPutBytes()) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_LARGE,
          "The body is longer than the "
              + rooms.settings().maxPutBytes()
              + " bytes that one PUT may have; use a multipart upload.");
    }
    if (request.key().isDirectory()) {
      return putDirectory(request, exchange, plan);
    }
    if (shortPut.suits(exchange, plan, request.bucket())) {
      return shortPut.answer(request, exchange, plan);
    }
    VolumeRoot root = rooms.mounts().root(request.bucket());
    return new StagedWrite(
            request.bucket(), request.key(), plan.decodedBytes(), request.conditions())
        .publish(rooms, () -> stage(request, exchange, root, plan))
        .map(Answers::written);
  }

  private Future<BodyStager.Sealed> stage(
      S3Request.PutObject request, Exchange exchange, VolumeRoot root, BodyPlan plan) {
    long most = plan.decodedBytes() >= 0 ? plan.decodedBytes() : rooms.settings().maxPutBytes();
    var verifier = new BodyVerifier(plan, true, rooms.settings().defaultChecksum());
    var stager =
        new BodyStager(
            () -> root.staging().create(rooms.volumes().epoch(request.bucket())),
            verifier,
            0,
            most);
    return exchange
        .body()
        .drainTo(stager)
        .compose(drained -> rooms.blocking(request.bucket(), () -> stager.seal(request.metadata())))
        .onFailure(failure -> rooms.doing(request.bucket(), stager::discard));
  }

  /** A key that ends in a slash is a directory, whose attributes hold a short content. */
  private Future<S3Response> putDirectory(
      S3Request.PutObject request, Exchange exchange, BodyPlan plan) {
    if (plan.decodedBytes() > StoredAttributes.MAX_BODY_BYTES) {
      throw DirectoryContent.tooLong();
    }
    var verifier = new BodyVerifier(plan, true, rooms.settings().defaultChecksum());
    ByteBuffer content = ByteBuffer.allocate(StoredAttributes.MAX_BODY_BYTES);
    return exchange
        .body()
        .drainTo(batch ->
            batch.forEach(wire ->
                verifier.accept(
                    wire,
                    plain -> {
                      if (plain.remaining() > content.remaining()) {
                        throw DirectoryContent.tooLong();
                      }
                      content.put(plain);
                    })))
        .compose(drained -> makeDirectory(request, verifier.finish(), content.flip()))
        .map(made -> Answers.written(made.entry()));
  }

  private Future<VolumeReply.Committed> makeDirectory(
      S3Request.PutObject request, VerifiedBody body, ByteBuffer content) {
    Checksum checksum = body.checksum();
    var claim =
        new ContentClaim(
            new EntityTag(body.md5()),
            checksum == null ? List.of() : List.of(checksum),
            PartLayout.WHOLE);
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.PutDirectory(
                request.bucket(),
                request.key(),
                request.metadata(),
                claim,
                content,
                request.conditions()));
  }
}
