package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Conditions on writes and deletes, alone and in crowds. */
@ExtendWith(SharedWire.class)
final class JavaSdkConditionsIT {
  private static final int WRITERS = 64;

  private final Wire wire;
  private final S3Client s3;

  JavaSdkConditionsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void of_64_conditional_writers_exactly_one_wins(boolean create) throws Exception {
    String key = "conditions/race-" + create;
    String before = create ? "" : put(key, "before");
    PutObjectRequest.Builder put = PutObjectRequest.builder().bucket(BUCKET).key(key);
    PutObjectRequest request = (create ? put.ifNoneMatch("*") : put.ifMatch(before)).build();
    List<String> winners = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Callable<String>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String content = "writer " + i;
        writers.add(() -> {
          start.await();
          return write(request, content);
        });
      }
      for (Future<String> done : pool.invokeAll(writers)) {
        if (!done.get().isEmpty()) {
          winners.add(done.get());
        }
      }
    }
    assertThat(winners).hasSize(1);
    assertThat(wire.get(key)).asString().isEqualTo(winners.getFirst());
  }

  /** The content if it was written, empty if another writer was first; anything else fails. */
  private String write(PutObjectRequest request, String content) {
    try {
      s3.putObject(request, RequestBody.fromString(content));
      return content;
    } catch (S3Exception lost) {
      assertThat(lost.statusCode()).as(lost.getMessage()).isIn(409, 412);
      return "";
    }
  }

  @Test
  void a_file_that_a_pod_made_is_never_overwritten_by_a_creation() throws IOException {
    Files.createDirectories(wire.root().resolve("conditions"));
    Files.writeString(wire.root().resolve("conditions/pod"), "pod");
    PutObjectRequest request =
        PutObjectRequest.builder().bucket(BUCKET).key("conditions/pod").ifNoneMatch("*").build();
    refused(
        412, "PreconditionFailed", () -> s3.putObject(request, RequestBody.fromString("client")));
    assertThat(wire.get("conditions/pod")).asString().isEqualTo("pod");
  }

  @Test
  void a_write_can_be_for_other_content_only() {
    String tag = put("conditions/other", "one");
    PutObjectRequest request =
        PutObjectRequest.builder().bucket(BUCKET).key("conditions/other").ifNoneMatch(tag).build();
    refused(412, "PreconditionFailed", () -> s3.putObject(request, RequestBody.fromString("two")));
    put("conditions/other", "three");
    s3.putObject(request, RequestBody.fromString("two"));
    assertThat(wire.get("conditions/other")).asString().isEqualTo("two");
  }

  @Test
  void complete_knows_conditions() {
    String tag = put("conditions/upload", "one");
    Upload upload = Upload.begin(s3, BUCKET, "conditions/upload");
    String part = upload.part(1, Content.bytes(1, 10));
    refused(412, "PreconditionFailed", () -> complete(upload, part, "\"00\""));
    complete(upload, part, tag);
    assertThat(wire.get("conditions/upload")).isEqualTo(Content.bytes(1, 10));
  }

  private void complete(Upload upload, String part, String ifMatch) {
    s3.completeMultipartUpload(r ->
        r.bucket(BUCKET)
            .key(upload.key())
            .uploadId(upload.id())
            .ifMatch(ifMatch)
            .multipartUpload(m -> m.parts(Upload.named(1, part))));
  }

  @Test
  void a_delete_spares_what_is_not_as_it_says() {
    String key = "conditions/delete";
    String tag = put(key, "four");
    Instant modified = s3.headObject(r -> r.bucket(BUCKET).key(key)).lastModified();
    refused(
        412,
        "PreconditionFailed",
        () -> s3.deleteObject(r -> r.bucket(BUCKET).key(key).ifMatch("\"00\"")));
    refused(
        412,
        "PreconditionFailed",
        () -> s3.deleteObject(r -> r.bucket(BUCKET).key(key).ifMatchSize(5L)));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.deleteObject(
                r -> r.bucket(BUCKET).key(key).ifMatchLastModifiedTime(modified.minusSeconds(1))));
    assertThat(wire.exists(key)).isTrue();
    s3.deleteObject(r ->
        r.bucket(BUCKET).key(key).ifMatch(tag).ifMatchSize(4L).ifMatchLastModifiedTime(modified));
    assertThat(wire.exists(key)).isFalse();
    // Nothing is left that the condition could protect.
    s3.deleteObject(r -> r.bucket(BUCKET).key(key).ifMatch(tag));
  }

  @Test
  void each_of_many_deletes_has_conditions_of_its_own() {
    String tag = put("conditions/many-1", "one");
    put("conditions/many-2", "two");
    var answer =
        s3.deleteObjects(r ->
            r.bucket(BUCKET)
                .delete(d ->
                    d.objects(
                        List.of(
                            named("conditions/many-1").eTag(tag).size(3L).build(),
                            named("conditions/many-2").size(4L).build()))));
    assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("conditions/many-1");
    assertThat(answer.errors()).extracting(e -> e.code()).containsExactly("PreconditionFailed");
    assertThat(wire.exists("conditions/many-2")).isTrue();
  }

  private static ObjectIdentifier.Builder named(String key) {
    return ObjectIdentifier.builder().key(key);
  }

  private String put(String key, String content) {
    return s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(content)).eTag();
  }
}
