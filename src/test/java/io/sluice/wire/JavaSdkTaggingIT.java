package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.OTHER_BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Tags of objects: written, changed, copied, and kept on the file. */
@ExtendWith(SharedWire.class)
final class JavaSdkTaggingIT {
  private static final Map<String, String> TAGS = Map.of("team", "blue sky", "größe", "+/@");

  private final Wire wire;
  private final S3Client s3;

  JavaSdkTaggingIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void tags_are_put_read_and_taken_away_without_touching_the_object() {
    byte[] content = wire.put("tags/plain", Content.bytes(1, 5000));
    HeadObjectResponse before = head("tags/plain");
    assertThat(tags("tags/plain")).isEmpty();
    assertThat(before.tagCount()).isNull();
    tag("tags/plain", TAGS);
    assertThat(tags("tags/plain")).isEqualTo(TAGS);
    HeadObjectResponse after = head("tags/plain");
    assertThat(after.eTag()).isEqualTo(before.eTag()).isEqualTo(Content.etag(content));
    assertThat(after.lastModified()).isEqualTo(before.lastModified());
    assertThat(after.metadata()).isEqualTo(before.metadata());
    assertThat(after.tagCount()).isEqualTo(2);
    assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("tags/plain")).response().tagCount())
        .isEqualTo(2);
    s3.deleteObjectTagging(r -> r.bucket(BUCKET).key("tags/plain"));
    assertThat(tags("tags/plain")).isEmpty();
    assertThat(head("tags/plain").eTag()).isEqualTo(before.eTag());
  }

  @Test
  void a_bucket_has_tags_too() {
    refused(404, "NoSuchTagSet", () -> s3.getBucketTagging(r -> r.bucket(BUCKET)));
    List<Tag> most =
        IntStream.range(0, 50)
            .mapToObj(i -> Tag.builder().key("k%02d".formatted(i)).value("größe +/@").build())
            .toList();
    s3.putBucketTagging(r -> r.bucket(BUCKET).tagging(t -> t.tagSet(most)));
    assertThat(s3.getBucketTagging(r -> r.bucket(BUCKET)).tagSet()).isEqualTo(most);
    assertThat(wire.root().resolve(".sluice/tags.xml")).exists();
    List<Tag> more = new ArrayList<>(most);
    more.add(Tag.builder().key("one").value("more").build());
    refused(
        400,
        "InvalidTag",
        () -> s3.putBucketTagging(r -> r.bucket(BUCKET).tagging(t -> t.tagSet(more))));
    assertThat(s3.getBucketTagging(r -> r.bucket(BUCKET)).tagSet()).isEqualTo(most);
    s3.deleteBucketTagging(r -> r.bucket(BUCKET));
    s3.deleteBucketTagging(r -> r.bucket(BUCKET));
    refused(404, "NoSuchTagSet", () -> s3.getBucketTagging(r -> r.bucket(BUCKET)));
  }

  @Test
  void tags_come_with_a_put_and_go_with_the_next() {
    s3.putObject(
        r -> r.bucket(BUCKET).key("tags/put").tagging("a=b&c%20d=e+f"),
        RequestBody.fromString("x"));
    assertThat(tags("tags/put")).isEqualTo(Map.of("a", "b", "c d", "e f"));
    wire.put("tags/put", Content.utf8("y"));
    assertThat(tags("tags/put")).isEmpty();
  }

  @Test
  void tags_come_with_a_multipart_upload() {
    String id =
        s3.createMultipartUpload(r -> r.bucket(BUCKET).key("tags/parts").tagging("Hello=World"))
            .uploadId();
    String tag =
        s3.uploadPart(
                r -> r.bucket(BUCKET).key("tags/parts").uploadId(id).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    s3.completeMultipartUpload(r ->
        r.bucket(BUCKET)
            .key("tags/parts")
            .uploadId(id)
            .multipartUpload(
                m -> m.parts(CompletedPart.builder().partNumber(1).eTag(tag).build())));
    assertThat(tags("tags/parts")).isEqualTo(Map.of("Hello", "World"));
    String before = head("tags/parts").eTag();
    tag("tags/parts", TAGS);
    assertThat(head("tags/parts").eTag()).isEqualTo(before).endsWith("-1\"");
  }

  @Test
  void a_copy_has_its_sources_tags_or_those_it_is_given() {
    s3.putObject(
        r -> r.bucket(BUCKET).key("tags/source").tagging("a=b"), RequestBody.fromString("x"));
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("tags/source")
            .destinationBucket(OTHER_BUCKET)
            .destinationKey("tags/copy"));
    assertThat(tags(OTHER_BUCKET, "tags/copy")).isEqualTo(Map.of("a", "b"));
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("tags/source")
            .destinationBucket(OTHER_BUCKET)
            .destinationKey("tags/copy")
            .taggingDirective(TaggingDirective.REPLACE)
            .tagging("c=d"));
    assertThat(tags(OTHER_BUCKET, "tags/copy")).isEqualTo(Map.of("c", "d"));
  }

  @Test
  void a_pods_move_takes_the_tags_along() throws IOException {
    byte[] content = wire.put("tags/moving", Content.bytes(2, 3000));
    tag("tags/moving", TAGS);
    Files.move(wire.root().resolve("tags/moving"), wire.root().resolve("tags/moved"));
    assertThat(tags("tags/moved")).isEqualTo(TAGS);
    assertThat(head("tags/moved").eTag()).isEqualTo(Content.etag(content));
  }

  @Test
  void a_pods_file_can_be_tagged_and_else_has_no_attributes() throws IOException {
    Path file = wire.root().resolve("tags/pods.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "of a pod");
    assertThat(tags("tags/pods.txt")).isEmpty();
    assertThat(Files.getFileAttributeView(file, UserDefinedFileAttributeView.class).list())
        .isEmpty();
    tag("tags/pods.txt", TAGS);
    assertThat(tags("tags/pods.txt")).isEqualTo(TAGS);
    assertThat(head("tags/pods.txt").contentType()).isEqualTo("text/plain");
    assertThat(wire.get("tags/pods.txt")).isEqualTo(Content.utf8("of a pod"));
  }

  @Test
  void a_directory_object_can_be_tagged() {
    wire.put("tags/directory/", new byte[0]);
    tag("tags/directory/", TAGS);
    wire.put("tags/directory/file", Content.utf8("x"));
    assertThat(tags("tags/directory/")).isEqualTo(TAGS);
    assertThat(head("tags/directory/").tagCount()).isEqualTo(2);
  }

  @Test
  void the_longest_tags_are_kept_and_more_is_refused() {
    wire.put("tags/many", Content.utf8("x"));
    Map<String, String> most = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      most.put(Content.hex("SHA-512", new byte[i]).substring(0, 127) + i, "v".repeat(256));
    }
    tag("tags/many", most);
    assertThat(tags("tags/many")).isEqualTo(most);
    most.put("eleventh", "");
    refused(400, "InvalidTag", () -> tag("tags/many", most));
    refused(400, "InvalidTag", () -> tag("tags/many", Map.of("k".repeat(129), "")));
    refused(400, "InvalidTag", () -> tag("tags/many", Map.of("k", "v".repeat(257))));
    refused(400, "InvalidTag", () -> tag("tags/many", Map.of("a<b", "")));
    assertThat(tags("tags/many")).hasSize(10);
    refused(404, "NoSuchKey", () -> tag("tags/no-such-key", TAGS));
    refused(404, "NoSuchKey", () -> tags("tags/no-such-key"));
  }

  private void tag(String key, Map<String, String> tags) {
    List<Tag> set = new ArrayList<>();
    tags.forEach((name, value) -> set.add(Tag.builder().key(name).value(value).build()));
    s3.putObjectTagging(r -> r.bucket(BUCKET).key(key).tagging(t -> t.tagSet(set)));
  }

  private Map<String, String> tags(String key) {
    return tags(BUCKET, key);
  }

  private Map<String, String> tags(String bucket, String key) {
    Map<String, String> tags = new TreeMap<>();
    s3.getObjectTagging(r -> r.bucket(bucket).key(key))
        .tagSet()
        .forEach(tag -> tags.put(tag.key(), tag.value()));
    return tags;
  }

  private HeadObjectResponse head(String key) {
    return s3.headObject(r -> r.bucket(BUCKET).key(key));
  }
}
