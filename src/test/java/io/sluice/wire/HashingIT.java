package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Pods' files get MD5s ahead of clients; the tags from before go on working. */
@ExtendWith(SharedWire.class)
final class HashingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Wire wire;
  private final S3Client s3;
  private final Path root;

  HashingIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
    this.root = wire.root();
  }

  private List<S3Object> list(String prefix) {
    return s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix)).contents();
  }

  private static boolean isVersion(String etag) {
    return etag.endsWith("-0\"");
  }

  private void awaitHashed(String prefix, int files) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          List<S3Object> listed = list(prefix);
          return listed.size() == files && listed.stream().noneMatch(o -> isVersion(o.eTag()));
        });
  }

  private Path write(String key, byte[] content) throws IOException {
    Path file = root.resolve(key);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  @Test
  void two_hundred_files_of_pods_become_md5s_that_tools_find_equal() throws IOException {
    Path tree = Trees.fill(root.resolve("hashing-tree"), 200, 20_261_122);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          List<S3Object> listed = list("hashing-tree/");
          return listed.size() >= 200
              && listed.stream().noneMatch(o -> !o.key().endsWith("/") && isVersion(o.eTag()));
        });
    for (S3Object object : list("hashing-tree/")) {
      if (!object.key().endsWith("/")) {
        byte[] content = Files.readAllBytes(root.resolve(object.key()));
        assertThat(object.eTag()).as(object.key()).isEqualTo(Content.etag(content));
      }
    }
    Tool rclone = Tool.find("rclone", wire);
    assertThat(rclone.run("check", "-v", tree.toString(), "sluice:alpha/hashing-tree").err())
        .contains("0 differences found")
        .doesNotContain("hashes could not be checked");
  }

  @Test
  void a_tag_from_a_listing_is_a_condition_that_holds_after_hashing() throws IOException {
    byte[] content = Content.bytes(1, 3 << 20);
    write("hashing/listed", content);
    String listed = awaitListed("hashing/listed");
    assertThat(isVersion(listed)).isTrue();
    awaitHashed("hashing/listed", 1);
    String md5 = Content.etag(content);
    assertThat(list("hashing/listed").getFirst().eTag()).isEqualTo(md5);
    for (String tag : List.of(listed, md5)) {
      assertThat(
              s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("hashing/listed").ifMatch(tag))
                  .asByteArray())
          .isEqualTo(content);
      assertThat(s3.headObject(r -> r.bucket(BUCKET).key("hashing/listed").ifMatch(tag)).eTag())
          .isEqualTo(md5);
      Wire.refused(
          304,
          null,
          () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("hashing/listed").ifNoneMatch(tag)));
      s3.copyObject(r ->
          r.sourceBucket(BUCKET)
              .sourceKey("hashing/listed")
              .destinationBucket(BUCKET)
              .destinationKey("hashing/copied")
              .copySourceIfMatch(tag));
      Wire.refused(
          412,
          "PreconditionFailed",
          () ->
              s3.copyObject(r ->
                  r.sourceBucket(BUCKET)
                      .sourceKey("hashing/listed")
                      .destinationBucket(BUCKET)
                      .destinationKey("hashing/copied")
                      .copySourceIfNoneMatch(tag)));
    }
    s3.putObject(
        r -> r.bucket(BUCKET).key("hashing/listed").ifMatch(listed), RequestBody.fromString("new"));
    Wire.refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key("hashing/listed").ifMatch(listed),
                RequestBody.fromString("newer")));
  }

  private String awaitListed(String key) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> list(key), listed -> !listed.isEmpty())
        .getFirst()
        .eTag();
  }

  @Test
  void a_delete_by_the_listings_tag_succeeds_after_hashing() throws IOException {
    byte[] content = Content.bytes(2, 2 << 20);
    write("hashing/to-delete", content);
    String listed = awaitListed("hashing/to-delete");
    awaitHashed("hashing/to-delete", 1);
    s3.deleteObject(r -> r.bucket(BUCKET).key("hashing/to-delete").ifMatch(listed));
    assertThat(root.resolve("hashing/to-delete")).doesNotExist();
  }

  @Test
  void head_of_a_small_file_says_its_md5_at_once() throws IOException {
    byte[] content = Content.bytes(3, 5000);
    write("hashing/small", content);
    // Within the clock's grain its state can't be trusted; soon after it can, unasked.
    Awaitility.await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(30))
        .until(() ->
            s3.headObject(r -> r.bucket(BUCKET).key("hashing/small"))
                .eTag()
                .equals(Content.etag(content)));
  }

  @Test
  void a_change_of_mode_of_an_uploaded_file_ends_in_the_same_tag_and_checksum() throws IOException {
    byte[] content = Content.bytes(4, 2 << 20);
    wire.put("hashing/mode", content);
    String before = s3.headObject(r -> r.bucket(BUCKET).key("hashing/mode")).eTag();
    Files.setPosixFilePermissions(
        root.resolve("hashing/mode"), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(isVersion(s3.headObject(r -> r.bucket(BUCKET).key("hashing/mode")).eTag())).isTrue();
    awaitHashed("hashing/mode", 1);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("hashing/mode")).eTag()).isEqualTo(before);
  }

  @Test
  void an_edit_with_its_time_put_back_is_hashed_anew() throws IOException {
    byte[] content = Content.bytes(5, 2 << 20);
    wire.put("hashing/edited", content);
    Path file = root.resolve("hashing/edited");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] edited = Content.flipped(content, 77);
    Files.write(file, edited);
    Files.setLastModifiedTime(file, time);
    S3Exception refused =
        Wire.refused(
            412,
            "PreconditionFailed",
            () ->
                s3.getObjectAsBytes(
                    r -> r.bucket(BUCKET).key("hashing/edited").ifMatch(Content.etag(content))));
    assertThat(refused).isNotNull();
    awaitHashed("hashing/edited", 1);
    assertThat(list("hashing/edited").getFirst().eTag()).isEqualTo(Content.etag(edited));
  }
}
