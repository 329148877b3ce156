package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.StoredAttributes;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectMetadata;
import io.sluice.s3.ContentTypes;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.CopyDocument;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Copies an object without reading it: shared extents or a copy within the kernel, its MD5 carried
 * over.
 *
 * <p>Source: S3 API reference, CopyObject.
 */
final class CopyObject {
  private final Rooms rooms;
  private final CopySources sources;

  CopyObject(Rooms rooms) {
    this.rooms = rooms;
    this.sources = new CopySources(rooms);
  }

  Future<S3Response> answer(S3Request.CopyObject request) {
    Future<byte[]> document =
        sources
            .use(request.source(), request.bucket(), source -> copy(request, source))
            .map(CopyObject::document);
    return Future.succeededFuture(Answers.slow(document));
  }

  private static byte[] document(ObjectEntry copy) {
    Instant modified = Instant.ofEpochMilli(copy.identity().mtimeNanos() / 1_000_000);
    ContentClaim claim = copy.claim();
    return CopyDocument.ofObject(
        copy.tag(), modified, claim == null ? List.of() : claim.checksums());
  }

  private Future<ObjectEntry> copy(S3Request.CopyObject request, ObjectReads.Opened source) {
    if (request.key().isDirectory()) {
      return copyToDirectory(request, source);
    }
    VolumeRoot target = rooms.mounts().root(request.bucket());
    long bytes = source.entry().identity().sizeBytes();
    return new StagedWrite(request.bucket(), request.key(), bytes, request.conditions())
        .publish(rooms, () -> stage(request, source, target));
  }

  private Future<BodyStager.Sealed> stage(
      S3Request.CopyObject request, ObjectReads.Opened source, VolumeRoot target) {
    var place = new CopyWork.Place(target, rooms.volumes().epoch(request.bucket()));
    ObjectMetadata metadata = metadata(request, source.entry());
    return rooms
        .blocking(
            request.bucket(), () -> CopyWork.copy(source, place, metadata, request.checksum()))
        .map(copied ->
            new BodyStager.Sealed(copied.stagedName(), copied.inode(), metadata, copied.claim()));
  }

  private Future<ObjectEntry> copyToDirectory(
      S3Request.CopyObject request, ObjectReads.Opened source) {
    if (source.entry().identity().sizeBytes() > StoredAttributes.MAX_BODY_BYTES) {
      throw DirectoryContent.tooLong();
    }
    ObjectMetadata metadata = metadata(request, source.entry());
    return rooms
        .blocking(request.bucket(), () -> CopyWork.small(source, request.checksum()))
        .compose(small ->
            rooms
                .volumes()
                .ask(
                    new VolumeCommand.PutDirectory(
                        request.bucket(),
                        request.key(),
                        metadata,
                        small.claim(),
                        small.content(),
                        request.conditions())))
        .map(VolumeReply.Committed::entry);
  }

  private static ObjectMetadata metadata(S3Request.CopyObject request, ObjectEntry source) {
    Map<String, String> tags = request.tags();
    ObjectMetadata untagged =
        request.replacement() != null ? request.replacement() : withType(source);
    return untagged.withTags(tags != null ? tags : source.metadata().tags());
  }

  /**
   * A foreign file's type follows its name, which the copy may not share: so it is written down.
   */
  private static ObjectMetadata withType(ObjectEntry source) {
    ObjectMetadata kept = source.metadata();
    if (kept.contentType() != null) {
      return kept;
    }
    return new ObjectMetadata(
        ContentTypes.of(source.key()),
        kept.contentEncoding(),
        kept.contentDisposition(),
        kept.contentLanguage(),
        kept.cacheControl(),
        kept.expires(),
        kept.user());
  }
}
