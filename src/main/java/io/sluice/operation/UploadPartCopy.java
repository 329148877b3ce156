package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Checksum;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartContent;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ByteRange;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.CopyDocument;
import io.vertx.core.Future;
import java.util.List;

/**
 * Writes a part from a range of an object. The bytes are copied within the kernel; they are read
 * once for the part's MD5, which S3 wants as its ETag.
 *
 * <p>Source: S3 API reference, UploadPartCopy.
 */
final class UploadPartCopy {
  private final Rooms rooms;
  private final CopySources sources;

  UploadPartCopy(Rooms rooms) {
    this.rooms = rooms;
    this.sources = new CopySources(rooms);
  }

  Future<S3Response> answer(S3Request.UploadPartCopy request) {
    Future<byte[]> document =
        sources
            .use(request.source(), request.bucket(), source -> copy(request, source))
            .map(part ->
                CopyDocument.ofPart(
                    new EntityTag(part.md5Hex()), rooms.clock().instant(), checksums(part)));
    return Future.succeededFuture(Answers.slow(document));
  }

  private static List<Checksum> checksums(PartContent part) {
    Checksum checksum = part.checksum();
    return checksum == null ? List.of() : List.of(checksum);
  }

  private Future<PartContent> copy(S3Request.UploadPartCopy request, ObjectReads.Opened source) {
    ByteRange.Span span = span(request, source.entry());
    if (span.lengthBytes() > rooms.settings().maxPartBytes()) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_LARGE,
          "The part is longer than the " + rooms.settings().maxPartBytes() + " bytes allowed.");
    }
    var start =
        new VolumeCommand.StartPart(
            request.bucket(),
            request.key(),
            request.uploadId(),
            request.partNumber(),
            span.lengthBytes());
    return rooms
        .volumes()
        .ask(start)
        .compose(started ->
            write(request, source, span, started)
                .onFailure(failure ->
                    rooms
                        .volumes()
                        .ask(
                            new VolumeCommand.CancelPart(
                                request.bucket(), request.uploadId(), started.ticket()))));
  }

  /** A range of a copy must lie within the source, unlike that of a read, which is cut to it. */
  private static ByteRange.Span span(S3Request.UploadPartCopy request, ObjectEntry source) {
    long size = source.identity().sizeBytes();
    ByteRange.Between range = request.range();
    if (range == null) {
      return new ByteRange.Span(0, size);
    }
    if (range.last() >= size) {
      throw Refusal.exception(
          Reason.INVALID_RANGE,
          "The range of the copy's source ends beyond its " + size + " bytes.");
    }
    return range.resolve(size);
  }

  private Future<PartContent> write(
      S3Request.UploadPartCopy request,
      ObjectReads.Opened source,
      ByteRange.Span span,
      VolumeReply.PartStarted started) {
    VolumeRoot target = rooms.mounts().root(request.bucket());
    var place =
        new CopyWork.PartPlace(
            request.uploadId(),
            started.fileName(),
            started.offsetBytes(),
            started.upload().spec().algorithm());
    return rooms
        .blocking(request.bucket(), () -> CopyWork.copyPart(source, span, target, place))
        .compose(content ->
            rooms
                .volumes()
                .ask(
                    new VolumeCommand.FinishPart(
                        request.bucket(), request.uploadId(), started.place(), content))
                .map(finished -> content));
  }
}
