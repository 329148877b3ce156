package io.sluice.operation;

import io.sluice.catalog.Credential;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.S3Request;
import io.sluice.s3.auth.PayloadPlan;
import io.sluice.s3.auth.PolicySignature;
import io.sluice.s3.auth.SigV4;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import io.sluice.s3.form.FormFields;
import io.sluice.s3.form.FormHead;
import io.sluice.s3.form.FormReader;
import io.sluice.s3.form.PostPolicy;
import io.sluice.s3.xml.TaggingDocument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One form on its way in. Nothing is written before its policy is proved and allows its fields;
 * from there on the file is staged as the body of a PUT is.
 */
final class FormUpload implements BodySink, FormReader.Sink {
  private final Terms terms;
  private final String bucket;
  private final RequestNotes notes;
  private final FormReader reader;
  private @Nullable Accepted accepted;
  private long fileBytes;

  /** What forms are judged by. */
  record Terms(SigV4 signatures, RequestRouter router, Rooms rooms, AccessGate gate) {}

  /** A form whose fields were found good. */
  record Accepted(
      FormFields fields, S3Request.PutObject put, PostPolicy policy, BodyStager stager) {}

  FormUpload(Terms terms, String bucket, String contentType, RequestNotes notes) {
    this.terms = terms;
    this.bucket = bucket;
    this.notes = notes;
    this.reader = new FormReader(contentType, this);
  }

  @Override
  public void accept(List<ByteBuffer> batch) {
    batch.forEach(reader::accept);
  }

  @Override
  public void fileStarts(FormFields fields) {
    String accessKey = terms.signatures().authenticate(PolicySignature.of(fields));
    Credential caller = terms.gate().caller(accessKey);
    notes.caller(caller);
    PostPolicy policy = PostPolicy.parse(Objects.requireNonNull(fields.get("policy")));
    Map<String, String> named = new LinkedHashMap<>(fields.all());
    named.put("bucket", bucket);
    policy.check(named, terms.rooms().clock().instant());
    RequestHead head = FormHead.of(bucket, fields);
    S3Request.PutObject put = put(head, fields);
    notes.key(put.key().toString());
    terms.gate().check(put, head, caller.user());
    BucketChecks.exists(terms.rooms(), bucket);
    VolumeRoot root = terms.rooms().mounts().root(bucket);
    BodyPlan plan = BodyPlan.of(head, new PayloadPlan.Unsigned());
    long most = Math.min(terms.rooms().settings().maxPutBytes(), policy.maxBytes());
    long epoch = terms.rooms().volumes().epoch(bucket);
    BodyStager.Target target = () -> root.staging().create(epoch);
    var stager = new BodyStager(target, new BodyVerifier(plan, true), 0, most);
    accepted = new Accepted(fields, put, policy, stager);
  }

  private S3Request.PutObject put(RequestHead head, FormFields fields) {
    if (!(terms.router().route(head) instanceof S3Request.PutObject put)) {
      throw Refusal.exception(Reason.INVALID_ARGUMENT, "A form can only write an object.");
    }
    String tagging = fields.get("tagging");
    ObjectMetadata metadata =
        tagging == null || tagging.isBlank()
            ? put.metadata()
            : put.metadata()
                .withTags(TaggingDocument.parse(tagging.getBytes(StandardCharsets.UTF_8)));
    return new S3Request.PutObject(put.bucket(), put.key(), metadata, put.conditions());
  }

  @Override
  public void fileBytes(ByteBuffer content) {
    Accepted form = form();
    fileBytes += content.remaining();
    if (form.put().key().isDirectory()) {
      throw Refusal.exception(
          Reason.DIRECTORY_OBJECT_CONTAINS_DATA,
          "A key that ends in '/' names a directory, which can't hold content.");
    }
    form.stager().accept(List.of(content));
  }

  /** The form, once its body has ended and is whole. */
  Accepted finished() {
    reader.finish();
    Accepted form = form();
    form.policy().checkSize(fileBytes);
    return form;
  }

  long fileBytes() {
    return fileBytes;
  }

  /** Gives up what was written. */
  void discard() {
    if (accepted != null) {
      accepted.stager().discard();
    }
  }

  private Accepted form() {
    if (accepted == null) {
      throw new IllegalStateException("a file without a form");
    }
    return accepted;
  }
}
