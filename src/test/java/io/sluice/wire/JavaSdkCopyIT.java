package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.OTHER_BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** CopyObject within a volume, onto itself and across volumes. */
@ExtendWith(SharedWire.class)
final class JavaSdkCopyIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkCopyIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void a_copy_has_content_tag_type_and_metadata_of_its_source() {
    byte[] content = source("copy/source");
    CopyObjectResponse copied =
        s3.copyObject(r ->
            r.sourceBucket(BUCKET)
                .sourceKey("copy/source")
                .destinationBucket(BUCKET)
                .destinationKey("copy/deep/er/copy"));
    assertThat(copied.copyObjectResult().eTag()).isEqualTo(Content.etag(content));
    assertThat(copied.copyObjectResult().lastModified()).isNotNull();
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("copy/deep/er/copy"));
    assertThat(head.eTag()).isEqualTo(Content.etag(content));
    assertThat(head.contentType()).isEqualTo("text/x-source");
    assertThat(head.metadata()).isEqualTo(Map.of("from", "source"));
    assertThat(wire.get("copy/deep/er/copy")).isEqualTo(content);
    assertThat(wire.get("copy/source")).isEqualTo(content);
  }

  @Test
  void replace_gives_the_copy_what_the_request_says() {
    byte[] content = source("copy/replace-source");
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("copy/replace-source")
            .destinationBucket(BUCKET)
            .destinationKey("copy/replaced")
            .metadataDirective(MetadataDirective.REPLACE)
            .contentType("text/x-new")
            .metadata(Map.of("new", "1")));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("copy/replaced"));
    assertThat(head.contentType()).isEqualTo("text/x-new");
    assertThat(head.metadata()).isEqualTo(Map.of("new", "1"));
    assertThat(head.eTag()).isEqualTo(Content.etag(content));
  }

  @Test
  void a_copy_onto_itself_changes_metadata_or_is_refused() {
    byte[] content = source("copy/self");
    refused(
        400,
        "InvalidRequest",
        () ->
            s3.copyObject(r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("copy/self")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy/self")));
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("copy/self")
            .destinationBucket(BUCKET)
            .destinationKey("copy/self")
            .metadataDirective(MetadataDirective.REPLACE)
            .metadata(Map.of("turn", "2")));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("copy/self"));
    assertThat(head.metadata()).isEqualTo(Map.of("turn", "2"));
    assertThat(head.eTag()).isEqualTo(Content.etag(content));
    assertThat(wire.get("copy/self")).isEqualTo(content);
  }

  @Test
  void a_copy_goes_across_volumes() throws IOException {
    byte[] content = source("copy/a + b/ü 1");
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("copy/a + b/ü 1")
            .destinationBucket(OTHER_BUCKET)
            .destinationKey("copied/ü 2"));
    assertThat(Files.readAllBytes(wire.otherRoot().resolve("copied/ü 2"))).isEqualTo(content);
    HeadObjectResponse head = s3.headObject(r -> r.bucket(OTHER_BUCKET).key("copied/ü 2"));
    assertThat(head.metadata()).isEqualTo(Map.of("from", "source"));
    assertThat(head.eTag()).isEqualTo(Content.etag(content));
  }

  @Test
  void a_file_made_by_a_pod_can_be_copied() throws IOException {
    byte[] content = Content.bytes(3, 300_000);
    Files.createDirectories(wire.root().resolve("copy/pod"));
    Files.write(wire.root().resolve("copy/pod/model.json"), content);
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("copy/pod/model.json")
            .destinationBucket(BUCKET)
            .destinationKey("copy/pod/again"));
    assertThat(wire.get("copy/pod/again")).isEqualTo(content);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("copy/pod/again")).contentType())
        .isEqualTo("application/json");
  }

  @Test
  void conditions_on_the_source_hold() {
    String tag = Content.etag(source("copy/conditional"));
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("copy/conditional")
            .destinationBucket(BUCKET)
            .destinationKey("copy/matched")
            .copySourceIfMatch(tag));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.copyObject(r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("copy/conditional")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy/unmatched")
                    .copySourceIfNoneMatch(tag)));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.copyObject(r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("copy/conditional")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy/unmatched")
                    .copySourceIfUnmodifiedSince(Instant.now().minus(Duration.ofDays(1)))));
    assertThat(wire.exists("copy/unmatched")).isFalse();
  }

  @Test
  void a_source_that_is_not_there_is_not_found() {
    refused(
        404,
        "NoSuchKey",
        () ->
            s3.copyObject(r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("copy/none")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy/from-none")));
    refused(
        404,
        "NoSuchBucket",
        () ->
            s3.copyObject(r ->
                r.sourceBucket("no-such-bucket")
                    .sourceKey("x")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy/from-none")));
    assertThat(wire.exists("copy/from-none")).isFalse();
  }

  private byte[] source(String key) {
    byte[] content = Content.bytes(key.hashCode(), 150_000);
    s3.putObject(
        r ->
            r.bucket(BUCKET)
                .key(key)
                .contentType("text/x-source")
                .metadata(Map.of("from", "source")),
        RequestBody.fromBytes(content));
    return content;
  }
}
