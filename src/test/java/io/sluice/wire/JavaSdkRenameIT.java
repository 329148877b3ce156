package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** RenameObject, of single objects and of whole prefixes. */
@ExtendWith(SharedWire.class)
final class JavaSdkRenameIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkRenameIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void an_object_keeps_everything_but_its_key() throws IOException {
    byte[] content = Content.bytes(1, 100_000);
    s3.putObject(
        r ->
            r.bucket(BUCKET)
                .key("rename/old ü+.txt")
                .metadata(Map.of("color", "blue"))
                .contentType("text/x-own")
                .tagging("a=b")
                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
        RequestBody.fromBytes(content));
    HeadObjectResponse before = head("rename/old ü+.txt");
    rename("rename/old%20%C3%BC%2B.txt", "rename/deep/new", r -> {});
    HeadObjectResponse after = head("rename/deep/new");
    assertThat(after.eTag()).isEqualTo(before.eTag()).isEqualTo(Content.etag(content));
    assertThat(after.lastModified()).isEqualTo(before.lastModified());
    assertThat(after.metadata()).isEqualTo(Map.of("color", "blue"));
    assertThat(after.contentType()).isEqualTo("text/x-own");
    assertThat(after.checksumSHA256()).isEqualTo(before.checksumSHA256()).isNotNull();
    assertThat(after.tagCount()).isEqualTo(1);
    assertThat(wire.get("rename/deep/new")).isEqualTo(content);
    assertThat(wire.exists("rename/old ü+.txt")).isFalse();
    assertThat(wire.keys("rename/"))
        .contains("rename/deep/new")
        .doesNotContain("rename/old ü+.txt");
    assertThat(Files.readAllBytes(wire.root().resolve("rename/deep/new"))).isEqualTo(content);
  }

  @Test
  void what_the_gateway_may_not_reach_is_denied_also_as_a_source() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may reach everything");
    wire.put("rename-denied/a/b", Content.utf8("b"));
    Path above = wire.root().resolve("rename-denied");
    Files.setPosixFilePermissions(above, Set.of());
    try {
      refused(403, "AccessDenied", () -> rename("rename-denied/a/b", "renamed", r -> {}));
      refused(403, "AccessDenied", () -> rename("rename-denied/a/", "renamed/", r -> {}));
    } finally {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(wire.exists("rename-denied/a/b")).isTrue();
  }

  @Test
  void the_source_may_name_its_bucket_and_no_other() {
    wire.put("rename-source/a", Content.utf8("a"));
    rename("/" + BUCKET + "/rename-source/a", "rename-source/b", r -> {});
    assertThat(wire.exists("rename-source/b")).isTrue();
    refused(400, "InvalidRequest", () -> rename("/beta/rename-source/b", "x", r -> {}));
    refused(400, "InvalidRequest", () -> rename("rename-source/b", "rename-source/b", r -> {}));
    refused(404, "NoSuchKey", () -> rename("rename-source/a", "x", r -> {}));
    refused(
        404,
        "NoSuchBucket",
        () -> s3.renameObject(r -> r.bucket("no-such-bucket").key("a").renameSource("b")));
  }

  @Test
  void conditions_guard_the_source_and_what_it_replaces() {
    String old = Content.etag(wire.put("rename-if/old", Content.utf8("old")));
    String other = Content.etag(wire.put("rename-if/new", Content.utf8("new")));
    List<Consumer<RenameObjectRequest.Builder>> failing =
        List.of(
            r -> r.destinationIfNoneMatch("*"),
            r -> r.destinationIfMatch(old),
            r -> r.destinationIfModifiedSince(Instant.now().plusSeconds(60)),
            r -> r.destinationIfUnmodifiedSince(Instant.EPOCH),
            r -> r.sourceIfMatch(other),
            r -> r.sourceIfNoneMatch(old),
            r -> r.sourceIfModifiedSince(Instant.now().plusSeconds(60)),
            r -> r.sourceIfUnmodifiedSince(Instant.EPOCH));
    for (Consumer<RenameObjectRequest.Builder> condition : failing) {
      refused(412, "PreconditionFailed", () -> rename("rename-if/old", "rename-if/new", condition));
    }
    assertThat(wire.get("rename-if/new")).isEqualTo(Content.utf8("new"));
    rename(
        "rename-if/old",
        "rename-if/new",
        r -> r.sourceIfMatch(old).destinationIfMatch(other).sourceIfModifiedSince(Instant.EPOCH));
    assertThat(wire.get("rename-if/new")).isEqualTo(Content.utf8("old"));
    rename("rename-if/new", "rename-if/free", r -> r.destinationIfNoneMatch("*"));
    assertThat(wire.keys("rename-if/")).containsExactly("rename-if/free");
  }

  @Test
  void a_client_token_makes_a_rename_repeatable() {
    wire.put("rename-token/old", Content.utf8("x"));
    rename("rename-token/old", "rename-token/new", r -> r.clientToken("t-1"));
    rename("rename-token/old", "rename-token/new", r -> r.clientToken("t-1"));
    refused(
        400,
        "IdempotencyParameterMismatch",
        () -> rename("rename-token/old", "rename-token/other", r -> r.clientToken("t-1")));
    refused(404, "NoSuchKey", () -> rename("rename-token/old", "rename-token/new", r -> {}));
  }

  @Test
  void a_pods_file_is_renamed_and_its_type_follows_its_name() throws IOException {
    Path file = wire.root().resolve("rename-pods/a.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "of a pod");
    rename("rename-pods/a.txt", "rename-pods/b.json", r -> {});
    assertThat(head("rename-pods/b.json").contentType()).isEqualTo("application/json");
    assertThat(wire.get("rename-pods/b.json")).isEqualTo(Content.utf8("of a pod"));
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void a_name_is_never_an_object_and_a_prefix() {
    wire.put("rename-both/a", Content.utf8("x"));
    wire.put("rename-both/b/c", Content.utf8("x"));
    refused(409, "KeyConflict", () -> rename("rename-both/a", "rename-both/a/b", r -> {}));
    refused(409, "KeyConflict", () -> rename("rename-both/a", "rename-both/b", r -> {}));
    refused(400, "InvalidRequest", () -> rename("rename-both/a", "rename-both/x/", r -> {}));
  }

  @Test
  void a_prefix_of_two_thousand_files_keeps_every_tag() throws IOException {
    Path old = wire.root().resolve("rename-many/old");
    for (int i = 0; i < 2_000; i++) {
      Path file = old.resolve(i % 20 + "/f" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "pod " + i);
    }
    String tag = Content.etag(wire.put("rename-many/old/object", Content.bytes(7, 7000)));
    // Until then a tag may turn into an MD5 at any moment.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> tags("rename-many/old/").stream().noneMatch(each -> each.endsWith("-0\"")));
    List<String> before = tags("rename-many/old/");
    assertThat(before).hasSize(2_001);
    rename("/" + BUCKET + "/rename-many/old/", "rename-many/to/new/", r -> {});
    assertThat(tags("rename-many/to/new/")).isEqualTo(before);
    assertThat(wire.keys("rename-many/old/")).isEmpty();
    assertThat(head("rename-many/to/new/object").eTag()).isEqualTo(tag);
    assertThat(Files.exists(old)).isFalse();
    refused(404, "NoSuchKey", () -> rename("rename-many/old/", "rename-many/x/", r -> {}));
    refused(
        409,
        "KeyConflict",
        () -> rename("rename-many/to/new/1/", "rename-many/to/new/2/", r -> {}));
    refused(
        412,
        "PreconditionFailed",
        () ->
            rename(
                "rename-many/to/new/1/",
                "rename-many/to/new/2/",
                r -> r.destinationIfNoneMatch("*")));
    refused(400, "InvalidRequest", () -> rename("rename-many/to/", "rename-many/to/in/", r -> {}));
    refused(
        501,
        "NotImplemented",
        () -> rename("rename-many/to/", "rename-many/x/", r -> r.sourceIfMatch("a")));
  }

  /** Names below a prefix with their tags. */
  private List<String> tags(String prefix) {
    List<String> tags = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(prefix)).contents()) {
      tags.add(object.key().substring(prefix.length()) + " " + object.eTag());
    }
    return tags;
  }

  private HeadObjectResponse head(String key) {
    return s3.headObject(r -> r.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
  }

  private void rename(String source, String target, Consumer<RenameObjectRequest.Builder> more) {
    s3.renameObject(r -> {
      r.bucket(BUCKET).key(target).renameSource(source);
      more.accept(r);
    });
  }
}
