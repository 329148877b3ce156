package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Checksum;
import io.sluice.model.CompletedPart;
import io.sluice.model.EntityTag;
import io.sluice.model.PartSummary;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.model.UploadSpec;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.PartsDigest;
import io.sluice.s3.xml.CompleteRequest;
import io.sluice.s3.xml.UploadDocument;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts together. The object's tag and checksum come from those of the parts; the owner
 * checks that the parts are the ones named, and publishes.
 *
 * <p>Source: S3 API reference, CompleteMultipartUpload.
 */
final class CompleteMultipartUpload {
  private static final int MOST_PARTS = 10_000;

  /** Some hundred parts. */
  private static final int PROMPT_BYTES = 32 * 1_024;

  private final Rooms rooms;

  CompleteMultipartUpload(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.CompleteMultipartUpload request, Exchange exchange) {
    BodyPlan plan = BodyPlan.ignoringChecksums(exchange.head(), exchange.payload());
    String location = exchange.head().origin() + exchange.head().rawPath();
    return SmallBody.read(exchange, plan, mostBytes())
        .compose(document -> parsed(request.bucket(), document))
        .map(parts ->
            Answers.slow(
                complete(request, parts)
                    .map(done ->
                        UploadDocument.completed(request, location, done.tag(), checksums(done)))));
  }

  /** Whatever the bound of documents is, all the parts that there may be can be named. */
  private int mostBytes() {
    return Math.max(rooms.settings().maxXmlBytes(), CompleteRequest.ROOM_BYTES);
  }

  /** Thousands of parts take a worker's time, not an event loop's. */
  private Future<List<CompletedPart>> parsed(String bucket, byte[] document) {
    return document.length <= PROMPT_BYTES
        ? Future.succeededFuture(CompleteRequest.parse(document))
        : rooms.blocking(bucket, () -> CompleteRequest.parse(document));
  }

  private static List<Checksum> checksums(VolumeReply.Completed done) {
    Checksum checksum = done.checksum();
    return checksum == null ? List.of() : List.of(checksum);
  }

  private Future<VolumeReply.Completed> complete(
      S3Request.CompleteMultipartUpload request, List<CompletedPart> parts) {
    return checksum(request, parts)
        .compose(checksum -> {
          Refusal order = CompletedPart.orderRefusal(parts);
          if (order != null) {
            throw order.asException();
          }
          EntityTag tag = PartsDigest.tag(parts);
          return rooms
              .volumes()
              .ask(
                  new VolumeCommand.CompleteUpload(
                      request.bucket(),
                      request.key(),
                      request.uploadId(),
                      parts,
                      tag,
                      checksum.orElse(null),
                      request.objectSizeBytes(),
                      request.conditions()));
        });
  }

  /**
   * Of the whole, from those of the parts. Empty, too, for an upload that has ended, since its
   * answer is kept; but no upload can have ended with tags that no part has.
   */
  private Future<Optional<Checksum>> checksum(
      S3Request.CompleteMultipartUpload request, List<CompletedPart> parts) {
    return stored(request)
        .map(found -> {
          refuseSmallParts(found, parts);
          Optional<Checksum> checksum = Optional.ofNullable(checksum(found, parts));
          refuseOtherChecksum(request, found.upload().spec(), checksum);
          return checksum;
        })
        .recover(failure ->
            failure instanceof RefusedException refused
                    && refused.refusal().reason() == Reason.NO_SUCH_UPLOAD
                    && PartsDigest.areTags(parts)
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failure));
  }

  /** The upload, and its parts if anything depends on them: ten thousand take a while to read. */
  private Future<VolumeReply.Parts> stored(S3Request.CompleteMultipartUpload request) {
    return listed(request, rooms.settings().minPartBytes() == 0 ? 0 : MOST_PARTS)
        .compose(found ->
            found.upload().spec().algorithm() != null && found.parts().isEmpty()
                ? listed(request, MOST_PARTS)
                : Future.succeededFuture(found));
  }

  private Future<VolumeReply.Parts> listed(S3Request.CompleteMultipartUpload request, int limit) {
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.ListParts(
                request.bucket(), request.key(), request.uploadId(), 0, limit));
  }

  private void refuseSmallParts(VolumeReply.Parts found, List<CompletedPart> parts) {
    long least = rooms.settings().minPartBytes();
    if (least == 0 || parts.isEmpty()) {
      return;
    }
    List<Integer> named =
        parts.subList(0, parts.size() - 1).stream().map(CompletedPart::number).toList();
    Set<Integer> allButLast = new HashSet<>(named);
    for (PartSummary part : found.parts()) {
      if (part.sizeBytes() < least && allButLast.contains(part.number())) {
        throw Refusal.exception(
            Reason.ENTITY_TOO_SMALL,
            "Your proposed upload is smaller than the minimum allowed size: part "
                + part.number()
                + " has less than "
                + least
                + " bytes.");
      }
    }
  }

  private static @Nullable Checksum checksum(VolumeReply.Parts found, List<CompletedPart> parts) {
    Map<Integer, PartSummary> byNumber = new HashMap<>();
    found.parts().forEach(part -> byNumber.put(part.number(), part));
    // A part that is missing is the owner's to refuse.
    List<PartSummary> named =
        parts.stream().map(part -> byNumber.get(part.number())).filter(Objects::nonNull).toList();
    return named.size() == parts.size() ? PartsDigest.checksum(found.upload().spec(), named) : null;
  }

  private static void refuseOtherChecksum(
      S3Request.CompleteMultipartUpload request, UploadSpec spec, Optional<Checksum> checksum) {
    refuseOtherType(request, spec);
    for (Checksum claimed : request.checksums()) {
      if (spec.algorithm() != claimed.algorithm()) {
        // It could only be verified by reading the whole object: better no than an empty promise.
        throw Refusal.exception(
            Reason.INVALID_REQUEST,
            "The upload was not created with " + claimed.algorithm() + " checksums.");
      }
      boolean differs =
          checksum.isPresent()
              && checksum.get().algorithm() == claimed.algorithm()
              && !checksum.get().value().equals(claimed.value());
      if (differs) {
        throw Refusal.exception(
            Reason.BAD_DIGEST,
            "The " + claimed.algorithm() + " you specified did not match the calculated checksum.");
      }
    }
  }

  private static void refuseOtherType(S3Request.CompleteMultipartUpload request, UploadSpec spec) {
    Checksum.Type claimed = request.checksumType();
    if (claimed != null && spec.checksumType() != null && claimed != spec.checksumType()) {
      throw Refusal.exception(
          Reason.BAD_DIGEST,
          "The upload was created for a checksum of the type "
              + spec.checksumType()
              + ", not "
              + claimed
              + ".");
    }
  }
}
