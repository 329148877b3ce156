package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.sluice.files.FileSettings;
import io.sluice.files.OpenFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import io.sluice.operation.RequestBody;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of files, by the kernel's copy and by chunks. Every file is closed in the end. */
final class FileRangeTest {
  private static final int MIB = 1_024 * 1_024;
  private static final int SIZE = 24 * MIB + 7;

  @TempDir private Path directory;
  private final byte[] content = new byte[SIZE];
  private final List<OpenFile> opened = new CopyOnWriteArrayList<>();
  private final AtomicLong truncateTo = new AtomicLong(-1);
  private VolumeRoot root;

  @BeforeEach
  void open() throws Exception {
    new Random(5).nextBytes(content);
    Files.write(directory.resolve("file"), content);
    root = VolumeRoot.open(directory, FileSettings.DEFAULT);
  }

  @AfterEach
  void everyFileIsClosed() {
    await().untilAsserted(() -> assertThat(opened).noneMatch(OpenFile::isOpen));
    root.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ranges_of_many_lengths_arrive_exactly(boolean sendFile) throws Exception {
    int[] lengths = {
      0, 1, 4096, 65535, 65536, 65537, 262144, 262145, 5 * MIB, 8 * MIB, 8 * MIB + 1
    };
    try (var fixture = gateway(sendFile);
        var client = HttpClient.newHttpClient()) {
      for (int length : lengths) {
        for (int offset : new int[] {0, 1, 65536, SIZE - length}) {
          HttpResponse<byte[]> got = get(client, fixture, offset, length);
          assertThat(got.body()).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
          assertThat(got.headers().firstValue("content-length")).hasValue("" + length);
        }
      }
      assertThat(get(client, fixture, 0, SIZE).body()).isEqualTo(content);
      await().until(() -> fixture.log.size() == 4 * lengths.length + 1);
      assertThat(fixture.log.getLast().bytesOut()).isEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void three_pipelined_ranges_come_in_order(boolean sendFile) throws Exception {
    try (var fixture = gateway(sendFile);
        var client = fixture.client()) {
      client.send(request("GET", 0, MIB) + request("HEAD", 0, MIB) + request("GET", 7, 9 * MIB));
      assertThat(client.read().body()).isEqualTo(text(0, MIB));
      assertThat(client.read(true).header("content-length")).isEqualTo("" + MIB);
      assertThat(client.read().body()).isEqualTo(text(7, 9 * MIB));
    }
  }

  @Test
  void windows_that_are_in_memory_and_windows_that_are_not_make_one_body() throws Exception {
    Path file = directory.resolve("file");
    dropFromMemory(file);
    try (FileChannel channel = FileChannel.open(file);
        OpenFile probe = Objects.requireNonNull(root.open(ObjectKey.of("file")))) {
      channel.read(ByteBuffer.allocate(8 * MIB), 8L * MIB);
      assumeTrue(!probe.isResident(16L * MIB + MIB, 7L * MIB), "the cache could not be dropped");
      assumeTrue(probe.isResident(8L * MIB, 8L * MIB));
    }
    try (var fixture = gateway(true);
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, fixture, 0, SIZE).body()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_that_was_truncated_ends_the_connection_early(boolean sendFile) throws Exception {
    truncateTo.set(10 * MIB);
    try (var fixture = gateway(sendFile);
        var client = fixture.client()) {
      client.send(request("GET", 0, SIZE));
      assertThat(client.readHead().header("content-length")).isEqualTo("" + SIZE);
      assertThatThrownBy(() -> client.readBytes(SIZE)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_small_file_that_was_truncated_is_answered_with_an_error() throws Exception {
    truncateTo.set(100);
    try (var fixture = gateway(true);
        var client = fixture.client()) {
      client.send(request("GET", 50, 1_000));
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("SERVICE_UNAVAILABLE");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_goes_half_way_leaves_no_file_open(boolean sendFile) throws Exception {
    try (var fixture = gateway(sendFile)) {
      try (var client = fixture.client()) {
        client.send(request("GET", 0, SIZE));
        assertThat(client.readHead().status()).isEqualTo(200);
        assertThat(client.readBytes(MIB)).isEqualTo(text(0, MIB));
      }
      await().until(() -> fixture.log.size() == 1);
      everyFileIsClosed();
      await().until(() -> fixture.gateway.requests() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_takes_nothing_is_cut(boolean sendFile) throws Exception {
    HttpSettings settings =
        HttpSettings.defaults("127.0.0.1", 0, 1)
            .withSendFile(sendFile)
            .withTimeouts(GatewayFixture.QUICK);
    try (var fixture = new GatewayFixture(settings, this::serve);
        var client = fixture.client()) {
      client.send(request("GET", 0, SIZE));
      await().until(() -> fixture.log.size() == 1);
      assertThatThrownBy(
              () -> {
                client.readHead();
                client.readBytes(SIZE);
              })
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_takes_slowly_is_not_cut(boolean sendFile) throws Exception {
    HttpSettings settings =
        HttpSettings.defaults("127.0.0.1", 0, 1)
            .withSendFile(sendFile)
            .withTimeouts(new HttpTimeouts(5_000, 1_000, 400, 5_000, 100, 50));
    try (var fixture = new GatewayFixture(settings, this::serve);
        var client = fixture.client()) {
      client.send(request("GET", 0, SIZE));
      client.readHead();
      StringBuilder body = new StringBuilder();
      // The pauses together are far longer than the deadline.
      while (body.length() < SIZE) {
        body.append(client.readBytes(Math.min(MIB, SIZE - body.length())));
        Pacing.pause(100);
      }
      assertThat(body.toString()).isEqualTo(text(0, SIZE));
    }
  }

  @Test
  void thousands_of_answers_leave_no_memory_behind() throws Exception {
    ByteBufAllocatorMetricProvider allocator =
        (ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT;
    try (var fixture = gateway(false);
        var client = fixture.client()) {
      // 190 MiB in answers of one write, then 190 MiB in chunks.
      for (int i = 0; i < 3_000; i++) {
        client.send(request("GET", i, 65_536));
        client.read();
      }
      for (int i = 0; i < 190; i++) {
        client.send(request("GET", i, MIB));
        client.read();
      }
      assertThat(allocator.metric().usedDirectMemory()).isLessThan(100L * MIB);
    }
  }

  @Test
  void without_the_native_transport_regions_and_half_closed_clients_work_too() throws Exception {
    HttpSettings settings = HttpSettings.defaults("127.0.0.1", 0, 2);
    try (var fixture = new GatewayFixture(settings, false, this::serve);
        var client = fixture.client()) {
      client.send(request("GET", 3, 9 * MIB));
      assertThat(client.read().body()).isEqualTo(text(3, 9 * MIB));
      client.send(request("GET", 5, 2 * MIB));
      client.socket.shutdownOutput();
      assertThat(client.read().body()).isEqualTo(text(5, 2 * MIB));
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void an_answer_whose_client_left_before_it_came_is_closed() throws Exception {
    Promise<Void> late = Promise.promise();
    try (var fixture =
        new GatewayFixture((head, body) -> late.future().compose(_ -> serve(head, body)))) {
      try (var client = fixture.client()) {
        client.send(request("GET", 0, SIZE));
        await().until(() -> fixture.gateway.requests() == 1);
        client.socket.setSoLinger(true, 0);
      }
      await().until(() -> fixture.log.size() == 1);
      late.complete();
      await().until(() -> opened.size() == 1);
      everyFileIsClosed();
      await().until(() -> fixture.gateway.requests() == 0);
    }
  }

  private GatewayFixture gateway(boolean sendFile) {
    return new GatewayFixture(
        HttpSettings.defaults("127.0.0.1", 0, 2).withSendFile(sendFile), this::serve);
  }

  /** Answers the range that the query names. */
  private Future<S3Response> serve(RequestHead head, RequestBody body) {
    String[] range = head.rawQuery().split("-", -1);
    try {
      OpenFile file = Objects.requireNonNull(root.open(ObjectKey.of("file")));
      opened.add(file);
      if (truncateTo.get() >= 0) {
        try (FileChannel writer =
            FileChannel.open(directory.resolve("file"), StandardOpenOption.WRITE)) {
          writer.truncate(truncateTo.get());
        }
      }
      return Future.succeededFuture(
          new S3Response(
              200,
              List.of(),
              new ResponseBody.FileRange(
                  file, Long.parseLong(range[0]), Long.parseLong(range[1]))));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static String request(String method, long offset, long length) {
    return method + " /file?" + offset + "-" + length + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  private static HttpResponse<byte[]> get(
      HttpClient client, GatewayFixture fixture, long offset, long length) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(fixture.uri("/file?" + offset + "-" + length)))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private String text(int offset, int length) {
    return new String(content, offset, length, ISO_8859_1);
  }

  /** What dd says with no blocks to copy: write the file out and forget its pages. */
  private static void dropFromMemory(Path file) throws Exception {
    int status =
        new ProcessBuilder("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assumeTrue(status == 0, "dd failed");
  }
}
