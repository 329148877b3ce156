package io.sluice.wire;

import static io.sluice.wire.Upload.named;
import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.OTHER_BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** Multipart uploads that go well, in every shape that clients give them. */
@ExtendWith(SharedWire.class)
final class JavaSdkMultipartIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkMultipartIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void regular_parts_become_one_object_with_the_standard_tag() {
    byte[][] parts = {Content.bytes(1, 300_000), Content.bytes(2, 300_000), Content.bytes(3, 7)};
    CompleteMultipartUploadResponse done = begin("multipart/regular").completeWith(parts);
    assertThat(done.eTag()).isEqualTo(Content.etagOfParts(parts));
    assertThat(done.bucket()).isEqualTo(BUCKET);
    assertThat(done.key()).isEqualTo("multipart/regular");
    assertThat(wire.get("multipart/regular")).isEqualTo(Content.concat(parts));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("multipart/regular"));
    assertThat(head.eTag()).isEqualTo(Content.etagOfParts(parts));
    assertThat(head.contentType()).isEqualTo("text/x-parts");
  }

  @Test
  void irregular_parts_become_one_object_too() {
    byte[][] parts = {
      Content.bytes(1, 10),
      Content.bytes(2, 100_000),
      Content.bytes(3, 1),
      Content.bytes(4, 65_537),
      Content.bytes(5, 100_000)
    };
    CompleteMultipartUploadResponse done = begin("multipart/irregular").completeWith(parts);
    assertThat(done.eTag()).isEqualTo(Content.etagOfParts(parts));
    assertThat(wire.get("multipart/irregular")).isEqualTo(Content.concat(parts));
  }

  @Test
  void parts_may_come_in_any_order() {
    byte[][] parts = {Content.bytes(1, 5000), Content.bytes(2, 5000), Content.bytes(3, 100)};
    Upload upload = begin("multipart/any-order");
    String third = upload.part(3, parts[2]);
    String first = upload.part(1, parts[0]);
    String second = upload.part(2, parts[1]);
    upload.complete(List.of(named(1, first), named(2, second), named(3, third)));
    assertThat(wire.get("multipart/any-order")).isEqualTo(Content.concat(parts));
  }

  @Test
  void numbers_may_leave_gaps_and_complete_may_leave_parts_out() {
    byte[][] parts = {Content.bytes(1, 5000), Content.bytes(2, 5000), Content.bytes(3, 5000)};
    Upload upload = begin("multipart/gaps");
    String low = upload.part(7, parts[0]);
    upload.part(8, parts[1]);
    String high = upload.part(10_000, parts[2]);
    CompleteMultipartUploadResponse done =
        upload.complete(List.of(named(7, low), named(10_000, high)));
    assertThat(done.eTag()).isEqualTo(Content.etagOfParts(parts[0], parts[2]));
    assertThat(wire.get("multipart/gaps")).isEqualTo(Content.concat(parts[0], parts[2]));
  }

  @Test
  void a_part_sent_again_replaces_the_first_one() {
    byte[] second = Content.bytes(2, 4000);
    byte[] last = Content.bytes(3, 9000);
    Upload upload = begin("multipart/again");
    upload.part(1, Content.bytes(1, 4000));
    String two = upload.part(2, second);
    String one = upload.part(1, last);
    upload.complete(List.of(named(1, one), named(2, two)));
    assertThat(wire.get("multipart/again")).isEqualTo(Content.concat(last, second));
  }

  @Test
  void one_part_is_enough_and_may_be_empty() {
    byte[] nothing = {};
    CompleteMultipartUploadResponse done = begin("multipart/empty").completeWith(nothing);
    assertThat(done.eTag()).isEqualTo(Content.etagOfParts(nothing));
    assertThat(wire.get("multipart/empty")).isEmpty();
  }

  @Test
  void nothing_is_seen_before_complete_and_nothing_is_left_after_it() {
    Upload upload = begin("multipart/hidden");
    String one = upload.part(1, Content.bytes(1, 1000));
    assertThat(wire.exists("multipart/hidden")).isFalse();
    assertThat(wire.keys("multipart/hidden")).isEmpty();
    assertThat(wire.root().resolve("multipart/hidden")).doesNotExist();
    upload.complete(List.of(named(1, one)));
    assertThat(wire.keys("multipart/hidden")).containsExactly("multipart/hidden");
    assertThat(uploads("multipart/hidden")).isEmpty();
  }

  @Test
  void metadata_of_the_upload_becomes_metadata_of_the_object() {
    String key = "multipart/metadata";
    String id =
        s3.createMultipartUpload(r ->
                r.bucket(BUCKET)
                    .key(key)
                    .metadata(Map.of("a", "1"))
                    .cacheControl("no-cache")
                    .contentDisposition("inline"))
            .uploadId();
    new Upload(s3, BUCKET, key, id).completeWith(Content.bytes(1, 10));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key(key));
    assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
    assertThat(head.cacheControl()).isEqualTo("no-cache");
    assertThat(head.contentDisposition()).isEqualTo("inline");
  }

  @Test
  void parts_can_be_read_one_by_one() {
    byte[][] parts = {Content.bytes(1, 3000), Content.bytes(2, 10), Content.bytes(3, 4000)};
    String key = "multipart/readable";
    begin(key).completeWith(parts);
    for (int i = 0; i < parts.length; i++) {
      int number = i + 1;
      ResponseBytes<GetObjectResponse> got =
          s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).partNumber(number));
      assertThat(got.asByteArray()).isEqualTo(parts[i]);
      assertThat(got.response().partsCount()).isEqualTo(3);
    }
    Wire.refused(
        400,
        "InvalidPart",
        () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).partNumber(4)));
  }

  @Test
  void parts_are_listed_page_by_page() throws Exception {
    Upload upload = begin("multipart/listed");
    List<String> tags = new ArrayList<>();
    for (int number = 1; number <= 7; number++) {
      tags.add(upload.part(number * 3, Content.bytes(number, 100 * number)));
    }
    List<Part> parts =
        s3
            .listPartsPaginator(
                r -> r.bucket(BUCKET).key(upload.key()).uploadId(upload.id()).maxParts(3))
            .parts()
            .stream()
            .toList();
    assertThat(parts).extracting(Part::partNumber).containsExactly(3, 6, 9, 12, 15, 18, 21);
    assertThat(parts).extracting(Part::eTag).containsExactlyElementsOf(tags);
    assertThat(parts.getLast().size()).isEqualTo(700);
    ListPartsResponse page =
        s3.listParts(r ->
            r.bucket(BUCKET)
                .key(upload.key())
                .uploadId(upload.id())
                .maxParts(2)
                .partNumberMarker(7));
    assertThat(page.isTruncated()).isTrue();
    assertThat(page.nextPartNumberMarker()).isEqualTo(12);
    upload.abort();
  }

  @Test
  void uploads_are_listed_by_key_with_prefix_delimiter_and_pages() {
    List<Upload> uploads = new ArrayList<>();
    for (String name : List.of("b", "a", "a", "dir/x", "dir/y", "c")) {
      uploads.add(begin("multipart/uploads/" + name));
    }
    assertThat(uploads("multipart/uploads/"))
        .extracting(MultipartUpload::key)
        .containsExactly(
            "multipart/uploads/a",
            "multipart/uploads/a",
            "multipart/uploads/b",
            "multipart/uploads/c",
            "multipart/uploads/dir/x",
            "multipart/uploads/dir/y");
    List<MultipartUpload> paged =
        s3
            .listMultipartUploadsPaginator(
                r -> r.bucket(BUCKET).prefix("multipart/uploads/").maxUploads(1))
            .uploads()
            .stream()
            .toList();
    assertThat(paged)
        .extracting(MultipartUpload::uploadId)
        .containsExactlyInAnyOrderElementsOf(uploads.stream().map(Upload::id).toList());
    ListMultipartUploadsResponse folded =
        s3.listMultipartUploads(r -> r.bucket(BUCKET).prefix("multipart/uploads/").delimiter("/"));
    assertThat(folded.uploads()).hasSize(4);
    assertThat(folded.commonPrefixes())
        .extracting(prefix -> prefix.prefix())
        .containsExactly("multipart/uploads/dir/");
    uploads.forEach(Upload::abort);
    assertThat(uploads("multipart/uploads/")).isEmpty();
  }

  @Test
  void parts_are_copied_from_objects_with_and_without_a_range() throws Exception {
    byte[] content = Content.bytes(9, 500_000);
    Files.createDirectories(wire.otherRoot().resolve("multipart"));
    s3.putObject(
        r -> r.bucket(OTHER_BUCKET).key("multipart/so urce"), RequestBody.fromBytes(content));
    Upload upload = begin("multipart/copied");
    UploadPartCopyResponse ranged = copyPart(upload, 1, "bytes=100-200099");
    UploadPartCopyResponse whole = copyPart(upload, 2, null);
    byte[] first = Arrays.copyOfRange(content, 100, 200_100);
    assertThat(ranged.copyPartResult().eTag()).isEqualTo(Content.etag(first));
    assertThat(whole.copyPartResult().eTag()).isEqualTo(Content.etag(content));
    CompleteMultipartUploadResponse done =
        upload.complete(
            List.of(
                named(1, ranged.copyPartResult().eTag()), named(2, whole.copyPartResult().eTag())));
    assertThat(done.eTag()).isEqualTo(Content.etagOfParts(first, content));
    assertThat(wire.get("multipart/copied")).isEqualTo(Content.concat(first, content));
  }

  @Test
  void a_range_of_a_copied_part_must_lie_within_its_source() {
    s3.putObject(
        r -> r.bucket(OTHER_BUCKET).key("multipart/so urce"),
        RequestBody.fromBytes(Content.bytes(9, 1000)));
    Upload upload = begin("multipart/copy-beyond");
    Wire.refused(416, "InvalidRange", () -> copyPart(upload, 1, "bytes=0-1000"));
    Wire.refused(400, null, () -> copyPart(upload, 1, "bytes=5"));
    upload.abort();
  }

  @Test
  void quotes_around_tags_may_be_left_out() {
    Upload upload = begin("multipart/unquoted");
    String tag = upload.part(1, Content.bytes(1, 10));
    CompletedPart bare = named(1, tag.replace("\"", ""));
    assertThat(upload.complete(List.of(bare)).eTag())
        .isEqualTo(Content.etagOfParts(Content.bytes(1, 10)));
  }

  private Upload begin(String key) {
    return Upload.begin(s3, BUCKET, key);
  }

  private UploadPartCopyResponse copyPart(Upload upload, int number, @Nullable String range) {
    return s3.uploadPartCopy(r ->
        r.sourceBucket(OTHER_BUCKET)
            .sourceKey("multipart/so urce")
            .copySourceRange(range)
            .destinationBucket(BUCKET)
            .destinationKey(upload.key())
            .uploadId(upload.id())
            .partNumber(number));
  }

  private List<MultipartUpload> uploads(String prefix) {
    return s3.listMultipartUploads(r -> r.bucket(BUCKET).prefix(prefix)).uploads();
  }
}
