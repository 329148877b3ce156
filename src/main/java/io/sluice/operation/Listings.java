package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import io.sluice.s3.ListParameters;
import io.sluice.s3.Markers;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.ListObjectsDocument;
import io.sluice.s3.xml.ListVersionsDocument;
import io.vertx.core.Future;

/** The three forms of listing objects; the owner builds the page, whichever form it takes. */
final class Listings {
  private final Rooms rooms;

  Listings(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.ListObjects request, Exchange exchange) {
    return page(request.bucket(), request.list(), after(request.list(), request.marker()))
        .map(page -> Answers.xml(ListObjectsDocument.bytes(request, page, exchange.owner())));
  }

  Future<S3Response> answer(S3Request.ListObjectsV2 request, Exchange exchange) {
    String token = request.continuationToken();
    ListPosition position =
        token == null || token.isEmpty()
            ? after(request.list(), request.startAfter())
            : rooms.tokens().decode(request.bucket(), token);
    return page(request.bucket(), request.list(), position)
        .map(page -> {
          String next =
              page.truncated() ? rooms.tokens().encode(request.bucket(), page.position()) : null;
          return Answers.xml(ListObjectsDocument.bytes(request, page, next, exchange.owner()));
        });
  }

  Future<S3Response> answer(S3Request.ListObjectVersions request, Exchange exchange) {
    return page(request.bucket(), request.list(), after(request.list(), request.keyMarker()))
        .map(page -> Answers.xml(ListVersionsDocument.bytes(request, page, exchange.owner())));
  }

  private static ListPosition after(ListParameters list, String marker) {
    return Markers.positionAfter(marker, list.prefix(), list.delimiter());
  }

  private Future<ListPage> page(String bucket, ListParameters list, ListPosition position) {
    var query =
        new ListQuery(ObjectKey.of(list.prefix()), list.delimiter(), position, list.maxEntries());
    return rooms
        .volumes()
        .ask(new VolumeCommand.ListObjects(bucket, query))
        .map(VolumeReply.Listed::page);
  }
}
