package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Directories, links and special files that pods make, and what S3 makes of them. */
@ExtendWith(SharedWire.class)
final class PodsTreeIT {
  private static final Duration FRESHNESS = Duration.ofSeconds(20);

  private final Wire wire;
  private final S3Client s3;
  private final Path root;

  PodsTreeIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
    this.root = wire.root();
  }

  @Test
  void directories_made_by_s3_go_with_their_last_object() {
    wire.put("tree/made/deep/er/one", Content.utf8("x"));
    wire.put("tree/made/two", Content.utf8("x"));
    delete("tree/made/deep/er/one");
    assertThat(root.resolve("tree/made/deep")).doesNotExist();
    assertThat(root.resolve("tree/made")).isDirectory();
    delete("tree/made/two");
    assertThat(root.resolve("tree/made")).doesNotExist();
  }

  @Test
  void directories_made_by_pods_stay() throws IOException {
    Files.createDirectories(root.resolve("tree/pods/own"));
    wire.put("tree/pods/own/sub/object", Content.utf8("x"));
    delete("tree/pods/own/sub/object");
    assertThat(root.resolve("tree/pods/own/sub")).doesNotExist();
    assertThat(root.resolve("tree/pods/own")).isDirectory();
    Files.writeString(root.resolve("tree/pods/own/file"), "x");
    delete("tree/pods/own/file");
    assertThat(root.resolve("tree/pods/own")).isEmptyDirectory();
    awaitKeys("tree/pods/", "tree/pods/own/");
  }

  @Test
  void an_empty_directory_is_listed_until_something_lies_in_it() throws IOException {
    Files.createDirectories(root.resolve("tree/empty/one"));
    Files.createDirectories(root.resolve("tree/empty/two"));
    awaitKeys("tree/empty/", "tree/empty/one/", "tree/empty/two/");
    Files.writeString(root.resolve("tree/empty/one/file"), "x");
    awaitKeys("tree/empty/", "tree/empty/one/file", "tree/empty/two/");
  }

  @Test
  void a_moved_directory_moves_its_keys() throws IOException {
    wire.put("tree/from/a", Content.utf8("a"));
    wire.put("tree/from/b/c", Content.utf8("c"));
    awaitKeys("tree/from", "tree/from/a", "tree/from/b/c");
    Files.move(root.resolve("tree/from"), root.resolve("tree/to"));
    assertThat(wire.exists("tree/from/a")).isFalse();
    assertThat(wire.get("tree/to/b/c")).isEqualTo(Content.utf8("c"));
    awaitKeys("tree/to", "tree/to/a", "tree/to/b/c");
    awaitKeys("tree/from");
  }

  @Test
  void links_are_not_followed_out_of_the_volume() throws IOException {
    Path outside = Files.createDirectories(wire.home().resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectories(root.resolve("tree/links"));
    Files.createSymbolicLink(root.resolve("tree/links/file"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("tree/links/directory"), outside);
    Files.createSymbolicLink(
        root.resolve("tree/links/relative"), Path.of("../../../../outside/secret"));
    for (String key : List.of("file", "relative", "directory/secret")) {
      assertThat(wire.exists("tree/links/" + key)).as(key).isFalse();
    }
    assertThat(statusOf(() -> wire.put("tree/links/directory/new", Content.utf8("x"))))
        .isBetween(400, 409);
    assertThat(outside.resolve("new")).doesNotExist();
    assertThat(statusOf(() -> delete("tree/links/directory/secret"))).isIn(204, 400, 404, 409);
    assertThat(Files.readString(outside.resolve("secret"))).isEqualTo("secret");
    assertThat(wire.keys("tree/links/")).noneMatch(key -> key.contains("secret"));
  }

  @Test
  void links_within_the_volume_are_no_second_name() throws IOException {
    wire.put("tree/within/real/object", Content.utf8("x"));
    Files.createSymbolicLink(root.resolve("tree/within/file"), Path.of("real/object"));
    Files.createSymbolicLink(root.resolve("tree/within/directory"), Path.of("real"));
    assertThat(wire.exists("tree/within/file")).isFalse();
    assertThat(wire.keys("tree/within/")).contains("tree/within/real/object").hasSize(1);
  }

  @Test
  void fifos_sockets_and_devices_block_nothing() throws Exception {
    Files.createDirectories(root.resolve("tree/special"));
    Files.writeString(root.resolve("tree/special/plain"), "x");
    run("mkfifo", root.resolve("tree/special/fifo").toString());
    Path socket = root.resolve("tree/special/s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A socket's whole path may not be longer than 107 bytes.
      Path near = Files.createTempDirectory(Path.of("/tmp"), "s");
      server.bind(UnixDomainSocketAddress.of(near.resolve("s")));
      Files.move(near.resolve("s"), socket);
      Files.delete(near);
      assertThat(wire.exists("tree/special/fifo")).isFalse();
      assertThat(statusOf(() -> wire.get("tree/special/fifo"))).isEqualTo(404);
      assertThat(wire.exists("tree/special/s")).isFalse();
      awaitKeys("tree/special/", "tree/special/plain");
      assertThat(statusOf(() -> wire.put("tree/special/fifo/x", Content.utf8("x")))).isEqualTo(409);
    }
  }

  @Test
  void a_name_that_is_not_utf8_disturbs_nobody() throws Exception {
    Files.createDirectories(root.resolve("tree/bytes"));
    Files.writeString(root.resolve("tree/bytes/a"), "x");
    Files.writeString(root.resolve("tree/bytes/z"), "x");
    run("sh", "-c", "printf x > \"$(printf 'tree/bytes/m\\377\\376')\"");
    awaitKeys("tree/bytes/", "tree/bytes/a", "tree/bytes/z");
    assertThat(wire.exists("tree/bytes/z")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {".sluice", ".s3compat_uploads"})
  void what_sluice_keeps_for_itself_is_invisible(String name) throws IOException {
    Upload upload = Upload.begin(s3, BUCKET, "tree/pending");
    upload.part(1, Content.bytes(1, 10));
    Files.createDirectories(root.resolve(name));
    Path file = root.resolve(name).resolve("planted");
    Files.writeString(file, "kept");
    assertThat(wire.keys("")).noneMatch(key -> key.startsWith(name));
    assertThat(wire.keys(name)).isEmpty();
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(".s").delimiter("/")).commonPrefixes())
        .isEmpty();
    String key = name + "/planted";
    assertThat(statusOf(() -> s3.headObject(r -> r.bucket(BUCKET).key(key)))).isIn(400, 404);
    assertThat(statusOf(() -> wire.get(key))).isIn(400, 404);
    assertThat(statusOf(() -> wire.put(key, Content.utf8("x")))).isEqualTo(400);
    assertThat(statusOf(() -> delete(key))).isIn(204, 400);
    assertThat(file).hasContent("kept");
    Files.delete(file);
    upload.abort();
  }

  @Test
  void files_made_by_s3_belong_to_the_owner_of_the_volume() throws Exception {
    Object owner = Files.getAttribute(root, "unix:uid");
    Object group = Files.getAttribute(root, "unix:gid");
    wire.put("owned/a/b", Content.utf8("x"));
    Upload.begin(s3, BUCKET, "owned/a/c").completeWith(Content.bytes(1, 10));
    for (String name : List.of("a", "a/b", "a/c")) {
      Path path = root.resolve("owned").resolve(name);
      assertThat(Files.getAttribute(path, "unix:uid")).as(name).isEqualTo(owner);
      assertThat(Files.getAttribute(path, "unix:gid")).as(name).isEqualTo(group);
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      assertThat(mode).as(name).isEqualTo(name.equals("a") ? "rwxr-xr-x" : "rw-r--r--");
    }
  }

  @Test
  void a_directory_swapped_for_a_link_gains_nothing() throws Exception {
    Path outside = Files.createDirectories(wire.home().resolve("swapped-outside"));
    Path inside = Files.createDirectories(root.resolve("tree/swap/dir"));
    Path aside = root.resolve("tree/swap/aside");
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService pod = Executors.newSingleThreadExecutor()) {
      Future<?> swapping = pod.submit(() -> swap(inside, aside, outside, done));
      for (int i = 0; i < 150; i++) {
        String key = "tree/swap/dir/object-" + i % 10;
        statusOf(() -> wire.put(key, Content.utf8("x")));
        statusOf(() -> delete(key));
      }
      done.set(true);
      swapping.get(20, TimeUnit.SECONDS);
    }
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void puts_into_a_directory_survive_deletes_that_empty_it() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      List<Callable<byte[]>> calls =
          List.of(
              () -> putAndDelete("tree/racing/dir/one"), () -> putAndDelete("tree/racing/dir/two"));
      for (Future<byte[]> call : clients.invokeAll(calls)) {
        call.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(wire.exists("tree/racing/dir/one-done")).isTrue();
    assertThat(wire.exists("tree/racing/dir/two-done")).isTrue();
  }

  private byte[] putAndDelete(String key) {
    for (int i = 0; i < 60; i++) {
      wire.put(key, Content.utf8("x"));
      delete(key);
    }
    return wire.put(key + "-done", Content.utf8("x"));
  }

  private void awaitKeys(String prefix, String... keys) {
    Awaitility.await()
        .atMost(FRESHNESS)
        .untilAsserted(() -> assertThat(wire.keys(prefix)).containsExactly(keys));
  }

  private void delete(String key) {
    s3.deleteObject(r -> r.bucket(BUCKET).key(key));
  }

  /** The status of a refusal, 204 for a success. */
  private static int statusOf(Runnable call) {
    try {
      call.run();
      return 204;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  /** Trades the directory for a link and back; what the server does meanwhile may foil a step. */
  private static void swap(Path inside, Path aside, Path outside, AtomicBoolean done) {
    while (!done.get()) {
      attempt(() -> Files.move(inside, aside));
      attempt(() -> Files.createSymbolicLink(inside, outside));
      if (Files.isSymbolicLink(inside)) {
        attempt(() -> Files.delete(inside));
      }
      attempt(() -> Files.move(aside, inside));
    }
  }

  /** One step on the file system. */
  @FunctionalInterface
  private interface Step {
    void take() throws IOException;
  }

  private static void attempt(Step step) {
    try {
      step.take();
    } catch (FileSystemException foiled) {
      Thread.onSpinWait();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(root.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }
}
