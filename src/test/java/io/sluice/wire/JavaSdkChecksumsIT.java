package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Checksums of objects and of their parts, and the content of directory objects. */
@ExtendWith(SharedWire.class)
final class JavaSdkChecksumsIT {
  /** SHA-256 of "abc" (FIPS 180-2, B.1), in base64. */
  private static final String SHA256_OF_ABC = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

  private final Wire wire;
  private final S3Client s3;

  JavaSdkChecksumsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void attributes_tell_of_each_part() {
    String key = "checksums/parts";
    String id = begin(key, ChecksumAlgorithm.SHA256);
    CompletedPart one = part(key, id, 1, "abc");
    CompletedPart two = part(key, id, 2, "def");
    s3.completeMultipartUpload(
        r -> r.bucket(BUCKET).key(key).uploadId(id).multipartUpload(m -> m.parts(one, two)));
    GetObjectAttributesResponse told =
        s3.getObjectAttributes(r ->
            r.bucket(BUCKET)
                .key(key)
                .objectAttributes(
                    ObjectAttributes.CHECKSUM,
                    ObjectAttributes.OBJECT_PARTS,
                    ObjectAttributes.OBJECT_SIZE,
                    ObjectAttributes.E_TAG));
    assertThat(told.objectSize()).isEqualTo(6);
    assertThat(told.eTag()).endsWith("-2");
    assertThat(told.lastModified()).isNotNull();
    assertThat(told.checksum().checksumType()).isEqualTo(ChecksumType.COMPOSITE);
    assertThat(told.checksum().checksumSHA256()).endsWith("-2");
    assertThat(told.objectParts().totalPartsCount()).isEqualTo(2);
    assertThat(told.objectParts().parts())
        .extracting(p -> p.checksumSHA256())
        .containsExactly(SHA256_OF_ABC, two.checksumSHA256());
    var first =
        s3.getObjectAsBytes(
            r -> r.bucket(BUCKET).key(key).partNumber(1).checksumMode(ChecksumMode.ENABLED));
    assertThat(first.asUtf8String()).isEqualTo("abc");
    assertThat(first.response().checksumSHA256()).isEqualTo(SHA256_OF_ABC);
    refused(
        400,
        "InvalidPart",
        () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).partNumber(3)));
  }

  @Test
  void a_part_copy_gets_the_checksum_that_its_upload_keeps() {
    String key = "checksums/part-copy";
    wire.put("checksums/part-source", "xabcx".getBytes(StandardCharsets.UTF_8));
    String id = begin(key, ChecksumAlgorithm.SHA256);
    var copied =
        s3.uploadPartCopy(r ->
            r.destinationBucket(BUCKET)
                .destinationKey(key)
                .uploadId(id)
                .partNumber(1)
                .sourceBucket(BUCKET)
                .sourceKey("checksums/part-source")
                .copySourceRange("bytes=1-3"));
    assertThat(copied.copyPartResult().checksumSHA256()).isEqualTo(SHA256_OF_ABC);
    s3.abortMultipartUpload(r -> r.bucket(BUCKET).key(key).uploadId(id));
  }

  @Test
  void a_part_with_another_checksum_than_its_upload_is_refused() {
    String key = "checksums/mixed";
    String id = begin(key, ChecksumAlgorithm.SHA256);
    refused(
        400,
        "InvalidRequest",
        () ->
            s3.uploadPart(
                r ->
                    r.bucket(BUCKET)
                        .key(key)
                        .uploadId(id)
                        .partNumber(1)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString("abc")));
    s3.abortMultipartUpload(r -> r.bucket(BUCKET).key(key).uploadId(id));
  }

  @Test
  void an_upload_is_not_completed_with_another_type_of_checksum() {
    String key = "checksums/type";
    String id = begin(key, ChecksumAlgorithm.SHA256);
    CompletedPart one = part(key, id, 1, "abc");
    refused(
        400,
        "BadDigest",
        () ->
            s3.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                    .key(key)
                    .uploadId(id)
                    .checksumType(ChecksumType.FULL_OBJECT)
                    .multipartUpload(m -> m.parts(one))));
    var done =
        s3.completeMultipartUpload(r ->
            r.bucket(BUCKET)
                .key(key)
                .uploadId(id)
                .checksumType(ChecksumType.COMPOSITE)
                .multipartUpload(m -> m.parts(one)));
    assertThat(done.checksumType()).isEqualTo(ChecksumType.COMPOSITE);
  }

  @Test
  void a_copy_has_the_checksum_that_was_asked_for() throws IOException {
    Files.createDirectories(wire.root().resolve("checksums"));
    Files.writeString(wire.root().resolve("checksums/pod"), "abc");
    var copied =
        s3.copyObject(r ->
            r.sourceBucket(BUCKET)
                .sourceKey("checksums/pod")
                .destinationBucket(BUCKET)
                .destinationKey("checksums/copy")
                .checksumAlgorithm(ChecksumAlgorithm.SHA256));
    assertThat(copied.copyObjectResult().checksumSHA256()).isEqualTo(SHA256_OF_ABC);
    var head =
        s3.headObject(
            r -> r.bucket(BUCKET).key("checksums/copy").checksumMode(ChecksumMode.ENABLED));
    assertThat(head.checksumSHA256()).isEqualTo(SHA256_OF_ABC);
    // The MD5 came with the same reading.
    assertThat(head.eTag()).isEqualTo("\"900150983cd24fb0d6963f7d28e17f72\"");
  }

  @Test
  void a_directory_object_has_a_short_content() {
    String key = "checksums/directory/";
    byte[] content = Content.bytes(7, 1024);
    wire.put(key, content);
    assertThat(wire.get(key)).isEqualTo(content);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).contentLength()).isEqualTo(1024);
    assertThat(
            s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).range("bytes=10-19")).asByteArray())
        .isEqualTo(Arrays.copyOfRange(content, 10, 20));
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(key)).contents())
        .extracting(object -> object.size())
        .containsExactly(1024L);
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey(key)
            .destinationBucket(BUCKET)
            .destinationKey("checksums/from-directory")
            .metadataDirective(MetadataDirective.COPY));
    assertThat(wire.get("checksums/from-directory")).isEqualTo(content);
    s3.copyObject(r ->
        r.sourceBucket(BUCKET)
            .sourceKey("checksums/from-directory")
            .destinationBucket(BUCKET)
            .destinationKey("checksums/another/"));
    assertThat(wire.get("checksums/another/")).isEqualTo(content);
    refused(400, "DirectoryObjectContainsData", () -> wire.put(key, Content.bytes(7, 1025)));
    assertThat(wire.get(key)).isEqualTo(content);
  }

  private String begin(String key, ChecksumAlgorithm algorithm) {
    return s3.createMultipartUpload(r -> r.bucket(BUCKET).key(key).checksumAlgorithm(algorithm))
        .uploadId();
  }

  private CompletedPart part(String key, String id, int number, String content) {
    UploadPartResponse sent =
        s3.uploadPart(
            r ->
                r.bucket(BUCKET)
                    .key(key)
                    .uploadId(id)
                    .partNumber(number)
                    .checksumAlgorithm(ChecksumAlgorithm.SHA256),
            RequestBody.fromString(content));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(sent.eTag())
        .checksumSHA256(sent.checksumSHA256())
        .build();
  }
}
