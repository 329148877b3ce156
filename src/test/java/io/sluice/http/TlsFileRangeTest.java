package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.files.FileSettings;
import io.sluice.files.OpenFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of files over TLS: by pieces that the event loop reads, and by chunks of workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsFileRangeTest {
  private static final int MIB = 1_024 * 1_024;
  private static final int SIZE = 24 * MIB + 7;

  private final byte[] content = new byte[SIZE];
  private final List<OpenFile> opened = new CopyOnWriteArrayList<>();
  private Path file;
  private TlsIdentity identity;
  private SSLContext trusting;
  private VolumeRoot root;

  @BeforeAll
  void makeCertificate(@TempDir Path folder) throws Exception {
    TestCertificate made = TestCertificate.make(folder, "ranges", "EC");
    Vertx vertx = Vertx.vertx();
    identity =
        TlsIdentity.of(
            vertx, made.certificate().getBytes(ISO_8859_1), made.key().getBytes(ISO_8859_1));
    GatewayFixture.await(vertx.close());
    trusting = trusting(made);
    new Random(11).nextBytes(content);
  }

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    file = directory.resolve("file");
    Files.write(file, content);
    root = VolumeRoot.open(directory, FileSettings.DEFAULT);
  }

  @AfterEach
  void everyFileIsClosed() {
    await().untilAsserted(() -> assertThat(opened).noneMatch(OpenFile::isOpen));
    root.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ranges_of_many_lengths_arrive_exactly_on_one_connection(boolean cached) throws Exception {
    int[] lengths = {0, 1, 4096, 65536, 65537, 69632, 69633, 2 * MIB, 8 * MIB + 4097};
    try (var fixture = gateway(settings().withSendFile(cached));
        var client = client(fixture)) {
      for (int length : lengths) {
        for (int offset : new int[] {0, 1, SIZE - length}) {
          client.send(request(offset, length));
          RawClient.Answer answer = client.read();
          assertThat(answer.header("content-length")).isEqualTo("" + length);
          assertThat(answer.body().equals(text(offset, length)))
              .as("%d from %d", length, offset)
              .isTrue();
        }
      }
    }
  }

  @Test
  void pipelined_answers_short_and_long_come_in_order() throws Exception {
    try (var fixture = gateway(settings());
        var client = client(fixture)) {
      client.send(request(3, 100) + request(0, 9 * MIB) + request(5, 4096) + request(7, MIB));
      assertThat(client.read().body()).isEqualTo(text(3, 100));
      assertThat(client.read().body().equals(text(0, 9 * MIB))).isTrue();
      assertThat(client.read().body()).isEqualTo(text(5, 4096));
      assertThat(client.read().body().equals(text(7, MIB))).isTrue();
    }
  }

  @Test
  void a_file_that_leaves_memory_half_way_arrives_whole() throws Exception {
    try (var fixture = gateway(settings());
        var client = client(fixture)) {
      client.send(request(0, SIZE));
      client.readHead();
      assertThat(client.readBytes(MIB)).isEqualTo(text(0, MIB));
      dropFromMemory(file);
      assertThat(client.readBytes(SIZE - MIB).equals(text(MIB, SIZE - MIB))).isTrue();
    }
  }

  @Test
  void a_file_that_is_truncated_half_way_ends_the_connection_early() throws Exception {
    try (var fixture = gateway(settings());
        var client = client(fixture)) {
      client.send(request(0, SIZE));
      client.readHead();
      client.readBytes(MIB);
      try (var writer = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        writer.truncate(MIB);
      }
      assertThatThrownBy(() -> client.readBytes(SIZE - MIB)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_client_that_goes_half_way_leaves_no_file_open() throws Exception {
    try (var fixture = gateway(settings())) {
      try (var client = client(fixture)) {
        client.send(request(0, SIZE));
        client.readHead();
        client.readBytes(MIB);
      }
      await().until(() -> fixture.gateway.requests() == 0);
      await().until(() -> opened.stream().noneMatch(OpenFile::isOpen));
    }
  }

  @Test
  void a_client_that_takes_nothing_is_cut() throws Exception {
    try (var fixture = gateway(settings().withTimeouts(GatewayFixture.QUICK));
        var client = client(fixture)) {
      client.send(request(0, SIZE));
      await().until(() -> fixture.log.size() == 1);
      assertThatThrownBy(
              () -> {
                client.readHead();
                client.readBytes(SIZE);
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_client_that_takes_slowly_is_not_cut() throws Exception {
    HttpTimeouts timeouts = new HttpTimeouts(5_000, 1_000, 400, 5_000, 100, 50);
    try (var fixture = gateway(settings().withTimeouts(timeouts));
        var client = client(fixture)) {
      client.send(request(0, SIZE));
      client.readHead();
      StringBuilder body = new StringBuilder();
      // The pauses together are far longer than the deadline.
      while (body.length() < SIZE) {
        body.append(client.readBytes(Math.min(MIB, SIZE - body.length())));
        Pacing.pause(100);
      }
      assertThat(body.toString().equals(text(0, SIZE))).isTrue();
    }
  }

  @Test
  void clients_that_take_nothing_hold_little_memory() throws Exception {
    int clients = 24;
    long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    List<RawClient> waiting = new ArrayList<>();
    try (var fixture = gateway(settings())) {
      for (int i = 0; i < clients; i++) {
        RawClient client = client(fixture);
        waiting.add(client);
        client.send(request(0, SIZE));
        client.readHead();
      }
      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() ->
              assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before)
                  .isLessThan(clients * 512L * 1_024));
      assertThat(fixture.gateway.requests()).isEqualTo(clients);
      for (RawClient client : waiting) {
        client.close();
      }
      await().until(() -> fixture.gateway.requests() == 0);
    }
    await().until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() <= before);
  }

  private HttpSettings settings() {
    return HttpSettings.defaults("127.0.0.1", 0, 2).withTls(identity);
  }

  private GatewayFixture gateway(HttpSettings settings) {
    return new GatewayFixture(settings, (head, _) -> serve(head));
  }

  private RawClient client(GatewayFixture fixture) throws IOException {
    return new RawClient(
        trusting.getSocketFactory().createSocket("127.0.0.1", fixture.gateway.port()));
  }

  /** Answers the range that the query names. */
  private Future<S3Response> serve(RequestHead head) {
    String[] range = head.rawQuery().split("-", -1);
    try {
      OpenFile found = Objects.requireNonNull(root.open(ObjectKey.of("file")));
      opened.add(found);
      return Future.succeededFuture(
          new S3Response(
              200,
              List.of(),
              new ResponseBody.FileRange(
                  found, Long.parseLong(range[0]), Long.parseLong(range[1]))));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static String request(long offset, long length) {
    return "GET /file?" + offset + "-" + length + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  private String text(int offset, int length) {
    return new String(content, offset, length, ISO_8859_1);
  }

  private static SSLContext trusting(TestCertificate made) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "one",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(made.certificate().getBytes(ISO_8859_1))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    return context;
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
