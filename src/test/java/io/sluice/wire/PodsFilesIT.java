package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What pods do to files on the tree, and what S3 clients then see. */
@ExtendWith(SharedWire.class)
final class PodsFilesIT {
  private static final Duration FRESHNESS = Duration.ofSeconds(20);
  private static final String VERSION_TAG = "\"[0-9a-f]{32}-0\"";

  private final Wire wire;
  private final S3Client s3;
  private final Path root;

  PodsFilesIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
    this.root = wire.root();
  }

  @Test
  void a_pods_file_is_listed_read_and_tagged_without_an_md5_made_up() throws IOException {
    byte[] content = Content.bytes(1, 123_456);
    write("pods/new/file.bin", content);
    assertThat(wire.get("pods/new/file.bin")).isEqualTo(content);
    HeadObjectResponse head = head("pods/new/file.bin");
    assertThat(head.contentLength()).isEqualTo(content.length);
    assertThat(head.metadata()).isEmpty();
    S3Object listed = awaitListed("pods/new/").getFirst();
    assertThat(listed.key()).isEqualTo("pods/new/file.bin");
    assertThat(listed.size()).isEqualTo(content.length);
    for (String tag : List.of(head.eTag(), listed.eTag())) {
      assertThat(tag.equals(Content.etag(content)) || tag.matches(VERSION_TAG))
          .as("an MD5 that is right, or a tag that no client takes for one: %s", tag)
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "page.html,text/html",
    "data.json,application/json",
    "picture.png,image/png",
    "notes.txt,text/plain",
    "UPPER.PNG,image/png",
    "model.unknown-type,application/octet-stream|binary/octet-stream",
    "no-extension,application/octet-stream|binary/octet-stream"
  })
  void a_pods_file_has_the_type_of_its_name(String name, String types) throws IOException {
    write("pods/types/" + name, Content.utf8("x"));
    assertThat(head("pods/types/" + name).contentType().replaceAll(";.*", ""))
        .isIn((Object[]) types.split("\\|", -1));
  }

  @Test
  void an_edit_in_place_changes_tag_and_content_at_once() throws IOException {
    byte[] content = Content.bytes(2, 5000);
    wire.put("pods/edited", content);
    String before = head("pods/edited").eTag();
    try (FileChannel file =
        FileChannel.open(root.resolve("pods/edited"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {(byte) (content[100] ^ 1)}), 100);
    }
    assertThat(head("pods/edited").eTag()).isNotEqualTo(before);
    assertThat(wire.get("pods/edited")).isEqualTo(Content.flipped(content, 100));
    assertThat(status(new Conditions(BUCKET, "pods/edited").ifNoneMatch(before)))
        .as("no stale 304")
        .isEqualTo(200);
    assertThat(status(new Conditions(BUCKET, "pods/edited").ifMatch(before))).isEqualTo(412);
  }

  @Test
  void an_edit_that_puts_the_time_back_is_seen_all_the_same() throws IOException {
    byte[] content = Content.bytes(3, 5000);
    Path file = root.resolve("pods/time-back");
    wire.put("pods/time-back", content);
    String before = head("pods/time-back").eTag();
    FileTime time = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (content[0] ^ 1)}), 0);
    }
    Files.setLastModifiedTime(file, time);
    assertThat(head("pods/time-back").eTag()).isNotEqualTo(before);
    assertThat(status(new Conditions(BUCKET, "pods/time-back").ifNoneMatch(before))).isEqualTo(200);
  }

  @Test
  void a_truncated_and_an_extended_file_have_their_new_lengths_at_once() throws IOException {
    wire.put("pods/length", Content.bytes(4, 5000));
    Path file = root.resolve("pods/length");
    String before = head("pods/length").eTag();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(10);
    }
    assertThat(head("pods/length").contentLength()).isEqualTo(10);
    assertThat(wire.get("pods/length")).hasSize(10);
    Files.write(file, new byte[100], StandardOpenOption.APPEND);
    assertThat(head("pods/length").contentLength()).isEqualTo(110);
    assertThat(head("pods/length").eTag()).isNotEqualTo(before);
    Awaitility.await()
        .atMost(FRESHNESS)
        .untilAsserted(() -> assertThat(list("pods/length").getFirst().size()).isEqualTo(110));
  }

  @Test
  void a_replaced_file_is_a_new_object_without_the_old_ones_metadata() throws IOException {
    putWithMetadata("pods/replaced");
    write("pods/replacement", Content.utf8("another"));
    Files.move(
        root.resolve("pods/replacement"),
        root.resolve("pods/replaced"),
        StandardCopyOption.ATOMIC_MOVE);
    assertThat(wire.get("pods/replaced")).isEqualTo(Content.utf8("another"));
    assertThat(head("pods/replaced").metadata()).isEmpty();
  }

  @Test
  void a_moved_object_keeps_metadata_and_type() throws IOException {
    byte[] content = putWithMetadata("pods/moved");
    Files.createDirectories(root.resolve("pods/elsewhere"));
    Files.move(root.resolve("pods/moved"), root.resolve("pods/elsewhere/moved.bin"));
    assertThat(wire.exists("pods/moved")).isFalse();
    HeadObjectResponse head = head("pods/elsewhere/moved.bin");
    assertThat(head.metadata()).isEqualTo(Map.of("kept", "yes"));
    assertThat(head.contentType()).isEqualTo("text/x-kept");
    assertThat(wire.get("pods/elsewhere/moved.bin")).isEqualTo(content);
  }

  @Test
  void a_deleted_file_is_gone_at_once_and_from_listings_soon() throws IOException {
    write("pods/deleted/one", Content.utf8("x"));
    write("pods/deleted/two", Content.utf8("y"));
    Awaitility.await()
        .atMost(FRESHNESS)
        .untilAsserted(() -> assertThat(wire.keys("pods/deleted/")).hasSize(2));
    Files.delete(root.resolve("pods/deleted/one"));
    assertThat(wire.exists("pods/deleted/one")).isFalse();
    Awaitility.await()
        .atMost(FRESHNESS)
        .untilAsserted(
            () -> assertThat(wire.keys("pods/deleted/")).containsExactly("pods/deleted/two"));
  }

  @Test
  void attributes_of_sluice_are_on_its_own_files_alone() throws IOException {
    write("pods/attributes/foreign", Content.bytes(5, 1000));
    putWithMetadata("pods/attributes/own");
    wire.get("pods/attributes/foreign");
    awaitListed("pods/attributes/");
    assertThat(attributes("pods/attributes/foreign")).isEmpty();
    assertThat(attributes("pods/attributes/own")).isNotEmpty();
    // The attributes stay behind when a pod copies content into a new file.
    Files.copy(root.resolve("pods/attributes/own"), root.resolve("pods/attributes/copied"));
    wire.get("pods/attributes/copied");
    assertThat(attributes("pods/attributes/copied")).isEmpty();
  }

  @Test
  void a_put_over_a_pods_file_replaces_it_and_leaves_open_readers_their_own() throws IOException {
    write("pods/open", Content.utf8("old content"));
    try (FileChannel reader = FileChannel.open(root.resolve("pods/open"))) {
      wire.put("pods/open", Content.utf8("new"));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      reader.read(buffer);
      assertThat(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8))
          .isEqualTo("old content");
    }
    assertThat(Files.readString(root.resolve("pods/open"))).isEqualTo("new");
  }

  private void write(String key, byte[] content) throws IOException {
    Path file = root.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private byte[] putWithMetadata(String key) {
    byte[] content = Content.bytes(key.length(), 3000);
    s3.putObject(
        r -> r.bucket(BUCKET).key(key).contentType("text/x-kept").metadata(Map.of("kept", "yes")),
        RequestBody.fromBytes(content));
    return content;
  }

  private HeadObjectResponse head(String key) {
    return s3.headObject(r -> r.bucket(BUCKET).key(key));
  }

  private List<S3Object> list(String prefix) {
    return s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix)).contents();
  }

  private List<S3Object> awaitListed(String prefix) {
    List<S3Object> found = new ArrayList<>();
    Awaitility.await()
        .atMost(FRESHNESS)
        .until(() -> {
          found.clear();
          return found.addAll(list(prefix));
        });
    return found;
  }

  private int status(Conditions asked) {
    try {
      return s3.getObjectAsBytes(asked.get()).response().sdkHttpResponse().statusCode();
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private List<String> attributes(String key) throws IOException {
    return Files.getFileAttributeView(root.resolve(key), UserDefinedFileAttributeView.class).list();
  }
}
