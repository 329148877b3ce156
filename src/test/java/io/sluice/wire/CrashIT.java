package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** The server killed at work and started again, and what must have survived. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Wire wire = Wire.start("crash");

  @AfterEach
  void go_on() {
    if (!wire.server().isAlive()) {
      wire.server().restart();
    }
  }

  @AfterAll
  void stop() {
    wire.close();
  }

  @Test
  void a_large_upload_goes_on_through_a_crash() throws IOException {
    Tool python = Tool.find("python3", wire);
    Path file = Trees.largeFile(wire.home().resolve("large.bin"), 300, 20_260_110);
    List<String> others = wire.keys("");
    LargeFileJob job = new LargeFileJob(python, wire, "large/file.bin", file);
    Tool.Started upload = job.startUpload();
    awaitText(upload.out(), " part ");
    wire.server().kill();
    assertThat(wire.root().resolve("large")).doesNotExist();
    wire.server().restart();
    assertThat(wire.exists("large/file.bin")).isFalse();
    assertThat(wire.keys("")).isEqualTo(others);
    Tool.Said said = upload.await();
    assertThat(said.exitCode()).as(said.err() + wire.server().log()).isZero();
    assertThat(Files.mismatch(file, wire.root().resolve("large/file.bin"))).isEqualTo(-1);
    wire.server().kill();
    wire.server().restart();
    job.compare();
    assertThat(stagedBytes()).as("staging is clean").isLessThan(1 << 20);
  }

  @Test
  void a_sync_of_a_tree_goes_on_after_a_crash() throws IOException {
    Tool aws = Tool.find("aws", wire);
    Path local = Trees.fill(wire.home().resolve("tree"), 400, 20_260_111);
    List<Path> staged = wire.staged();
    Path volume = wire.root().resolve("tree");
    String[] sync = {
      "--endpoint-url",
      wire.endpoint().toString(),
      "s3",
      "sync",
      local.toString(),
      "s3://alpha/tree",
      "--no-progress"
    };
    Tool.Started first = aws.start(sync);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(volume) && Trees.regularFiles(volume).size() >= 100);
    wire.server().kill();
    assertWhole(local, volume);
    List<String> published =
        Trees.regularFiles(volume).keySet().stream().map(name -> "tree/" + name).toList();
    wire.server().restart();
    // The client is at work again, so there may be more.
    assertThat(wire.keys("tree/")).containsAll(published);
    first.await();
    aws.run(sync);
    Trees.assertSame(local, volume);
    assertThat(aws.run(sync).out()).as("nothing is left to transfer").isEmpty();
    assertThat(wire.staged()).as("staging is clean").isSubsetOf(staged);
  }

  @Test
  void what_was_acknowledged_survives_and_what_was_not_is_whole_or_absent() throws IOException {
    wire.s3()
        .putObject(
            r -> r.bucket(BUCKET).key("kept/a").contentType("a/b").metadata(Map.of("k", "v")),
            RequestBody.fromBytes(Content.bytes(1, 1000)));
    Upload done = Upload.begin(wire.s3(), BUCKET, "kept/parts");
    String tag = done.completeWith(Content.bytes(2, 1000), Content.bytes(3, 500)).eTag();
    Upload open = Upload.begin(wire.s3(), BUCKET, "kept/open");
    String one = open.part(1, Content.bytes(4, 2000));
    String two = open.part(2, Content.bytes(5, 3000));
    wire.put("kept/deleted", Content.utf8("x"));
    wire.s3().deleteObject(r -> r.bucket(BUCKET).key("kept/deleted"));
    wire.server().kill();
    wire.server().restart();
    HeadObjectResponse head = wire.s3().headObject(r -> r.bucket(BUCKET).key("kept/a"));
    assertThat(head.eTag()).isEqualTo(Content.etag(Content.bytes(1, 1000)));
    assertThat(head.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(wire.s3().headObject(r -> r.bucket(BUCKET).key("kept/parts")).eTag()).isEqualTo(tag);
    assertThat(wire.keys("kept/")).containsExactly("kept/a", "kept/parts");
    assertThat(
            wire.s3().listParts(r -> r.bucket(BUCKET).key("kept/open").uploadId(open.id())).parts())
        .extracting(part -> part.eTag())
        .containsExactly(one, two);
    open.complete(List.of(Upload.named(1, one), Upload.named(2, two)));
    assertThat(wire.get("kept/open"))
        .isEqualTo(Content.concat(Content.bytes(4, 2000), Content.bytes(5, 3000)));
  }

  @Test
  void without_its_index_nothing_is_lost() throws IOException {
    wire.s3()
        .putObject(
            r -> r.bucket(BUCKET).key("index/a").contentType("a/b").metadata(Map.of("k", "v")),
            RequestBody.fromBytes(Content.bytes(1, 1000)));
    byte[][] parts = {Content.bytes(2, 2000), Content.bytes(3, 10)};
    Upload.begin(wire.s3(), BUCKET, "index/parts").completeWith(parts);
    Files.writeString(wire.root().resolve("index/foreign.txt"), "x");
    Upload open = Upload.begin(wire.s3(), BUCKET, "index/open");
    String one = open.part(1, Content.bytes(4, 2000));
    assertThat(wire.server().terminate()).isZero();
    Path index = wire.server().data().resolve("index");
    assertThat(index).isDirectory();
    Wire.deleteTree(index);
    wire.server().restart();
    assertThat(wire.keys("index/")).containsExactly("index/a", "index/foreign.txt", "index/parts");
    HeadObjectResponse head = wire.s3().headObject(r -> r.bucket(BUCKET).key("index/a"));
    assertThat(head.eTag()).isEqualTo(Content.etag(Content.bytes(1, 1000)));
    assertThat(head.contentType()).isEqualTo("a/b");
    assertThat(head.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(wire.s3().headObject(r -> r.bucket(BUCKET).key("index/parts")).eTag())
        .isEqualTo(Content.etagOfParts(parts));
    assertThat(
            wire.s3()
                .getObjectAsBytes(r -> r.bucket(BUCKET).key("index/parts").partNumber(2))
                .asByteArray())
        .isEqualTo(parts[1]);
    open.complete(List.of(Upload.named(1, one)));
    assertThat(wire.get("index/open")).isEqualTo(Content.bytes(4, 2000));
  }

  @Test
  void what_pods_do_while_it_is_down_is_seen_and_tokens_go_on() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      wire.put("down/" + name, Content.utf8(name));
    }
    ListObjectsV2Response page =
        wire.s3().listObjectsV2(r -> r.bucket(BUCKET).prefix("down/").maxKeys(1));
    assertThat(wire.server().terminate()).isZero();
    Files.writeString(wire.root().resolve("down/b"), "changed");
    Files.delete(wire.root().resolve("down/c"));
    Files.writeString(wire.root().resolve("down/e"), "new");
    wire.server().restart();
    assertThat(
            wire.s3()
                .listObjectsV2(r ->
                    r.bucket(BUCKET)
                        .prefix("down/")
                        .continuationToken(page.nextContinuationToken()))
                .contents())
        .extracting(object -> object.key())
        .containsExactly("down/b", "down/d", "down/e");
    assertThat(wire.s3().headObject(r -> r.bucket(BUCKET).key("down/b")).eTag())
        .isNotEqualTo(Content.etag(Content.utf8("b")));
    assertThat(wire.get("down/b")).isEqualTo(Content.utf8("changed"));
  }

  private long stagedBytes() throws IOException {
    long bytes = 0;
    for (Path file : wire.staged()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Holds that every file there is in the volume has the whole content that was sent for it. */
  private static void assertWhole(Path local, Path volume) throws IOException {
    for (var file : Trees.regularFiles(volume).entrySet()) {
      assertThat(Files.mismatch(local.resolve(file.getKey()), file.getValue()))
          .as("nothing half-written: %s", file.getKey())
          .isEqualTo(-1);
    }
  }

  private static void awaitText(Path file, String text) {
    Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(file).contains(text));
  }
}
