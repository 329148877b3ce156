package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartPage;
import io.sluice.model.UploadInfo;
import io.sluice.model.UploadPage;
import io.sluice.model.UploadSummary;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.ListPartsDocument;
import io.sluice.s3.xml.ListUploadsDocument;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists uploads under way, and the parts of one. */
final class UploadListings {
  private final Rooms rooms;

  UploadListings(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.ListParts request, Exchange exchange) {
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.ListParts(
                request.bucket(),
                request.key(),
                request.uploadId(),
                request.partNumberMarker(),
                request.maxParts()))
        .map(parts -> {
          var spec = parts.upload().spec();
          var page =
              new PartPage(parts.parts(), parts.truncated(), spec.algorithm(), spec.checksumType());
          return Answers.xml(ListPartsDocument.bytes(request, page, exchange.owner()));
        });
  }

  Future<S3Response> answer(S3Request.ListMultipartUploads request, Exchange exchange) {
    return collect(request, new UploadFold(request), start(request))
        .map(page -> Answers.xml(ListUploadsDocument.bytes(request, page, exchange.owner())));
  }

  /** Where in the order of keys and ids to go on. */
  record Place(@Nullable ObjectKey key, @Nullable String uploadId) {}

  private static Place start(S3Request.ListMultipartUploads request) {
    if (request.keyMarker().isEmpty()) {
      return new Place(null, null);
    }
    String id = request.uploadIdMarker();
    return new Place(ObjectKey.of(request.keyMarker()), id.isEmpty() ? null : id);
  }

  /**
   * Asks for uploads until the page is full or there are no more; folding may take several rounds.
   */
  private Future<UploadPage> collect(
      S3Request.ListMultipartUploads request, UploadFold fold, Place place) {
    ListParameters list = request.list();
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.ListUploads(
                request.bucket(),
                ObjectKey.of(list.prefix()),
                place.key(),
                place.uploadId(),
                ListParameters.MAX_ENTRIES))
        .compose(found -> next(request, fold, found));
  }

  private Future<UploadPage> next(
      S3Request.ListMultipartUploads request, UploadFold fold, VolumeReply.Uploads found) {
    List<UploadInfo> uploads = found.uploads();
    for (UploadInfo upload : uploads) {
      if (!fold.add(new UploadSummary(upload.key(), upload.uploadId(), upload.initiated()))) {
        return Future.succeededFuture(fold.page(true));
      }
    }
    if (!found.truncated() || uploads.isEmpty()) {
      return Future.succeededFuture(fold.page(false));
    }
    UploadInfo last = uploads.getLast();
    return collect(request, fold, new Place(last.key(), last.uploadId()));
  }
}
