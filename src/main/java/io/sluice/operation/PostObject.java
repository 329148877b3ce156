package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import io.sluice.s3.PercentCoding;
import io.sluice.s3.RequestHead;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.Digests;
import io.sluice.s3.form.FormFields;
import io.sluice.s3.xml.PostDocument;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object from a browser's form: the policy in the form says who allows it and what. The
 * file is staged, verified and published as by PutObject; since its key is known only when it is on
 * its way, conflicts are looked for when it is whole.
 *
 * <p>Source: S3 API reference, "POST Object".
 */
final class PostObject {
  private final FormUpload.Terms terms;
  private final Rooms rooms;

  PostObject(FormUpload.Terms terms) {
    this.terms = terms;
    this.rooms = terms.rooms();
  }

  Future<S3Response> answer(String bucket, RequestHead head, RequestBody body, RequestNotes notes) {
    String type = Objects.requireNonNull(head.header("content-type"));
    FormUpload upload = new FormUpload(terms, bucket, type, notes);
    return body.drainTo(upload)
        .compose(drained -> {
          FormUpload.Accepted form = upload.finished();
          return write(form, upload).map(entry -> written(form.fields(), entry, bucket, head));
        })
        .onFailure(failure -> rooms.doing(bucket, upload::discard));
  }

  private Future<ObjectEntry> write(FormUpload.Accepted form, FormUpload upload) {
    S3Request.PutObject put = form.put();
    if (put.key().isDirectory()) {
      return rooms
          .volumes()
          .ask(
              new VolumeCommand.PutDirectory(
                  put.bucket(), put.key(), put.metadata(), emptyContent(), put.conditions()))
          .map(VolumeReply.Committed::entry);
    }
    return new StagedWrite(put.bucket(), put.key(), upload.fileBytes(), put.conditions())
        .publish(
            rooms, () -> rooms.blocking(put.bucket(), () -> form.stager().seal(put.metadata())));
  }

  private static ContentClaim emptyContent() {
    EntityTag tag = EntityTag.ofMd5(Digests.md5().digest());
    return new ContentClaim(tag, List.of(), PartLayout.WHOLE);
  }

  private static S3Response written(
      FormFields fields, ObjectEntry entry, String bucket, RequestHead head) {
    String redirect = redirect(fields, entry, bucket);
    if (redirect != null) {
      return answer(303, entry, redirect, new ResponseBody.Empty());
    }
    String base = head.rawPath().endsWith("/") ? head.rawPath() : head.rawPath() + "/";
    String location = head.origin() + base + PercentCoding.encode(entry.key().toString());
    String asked = fields.get("success_action_status");
    if ("201".equals(asked)) {
      byte[] document = PostDocument.of(location, bucket, entry.key(), entry.tag());
      return answer(201, entry, location, new ResponseBody.Bytes(Buffer.buffer(document)));
    }
    return answer("200".equals(asked) ? 200 : 204, entry, location, new ResponseBody.Empty());
  }

  private static S3Response answer(
      int status, ObjectEntry entry, String location, ResponseBody body) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(Answers.written(entry).headers());
    headers.add(Map.entry("Location", location));
    if (body instanceof ResponseBody.Bytes) {
      headers.add(Map.entry("Content-Type", "application/xml"));
    }
    return new S3Response(status, headers, body);
  }

  /** Where the form wants its browser to go; null when it names no place on the web. */
  private static @Nullable String redirect(FormFields fields, ObjectEntry entry, String bucket) {
    String asked = fields.get("success_action_redirect");
    String target = asked != null ? asked : fields.get("redirect");
    if (target == null || !isWebAddress(target)) {
      return null;
    }
    return target
        + (target.indexOf('?') < 0 ? '?' : '&')
        + "bucket="
        + bucket
        + "&key="
        + PercentCoding.encode(entry.key().toString())
        + "&etag="
        + PercentCoding.encode(entry.tag().quoted());
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = URI.create(text);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return web && uri.getHost() != null && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
