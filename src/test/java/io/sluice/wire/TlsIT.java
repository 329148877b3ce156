package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.http.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** TLS on the S3 port, and certificates that are changed while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsIT {
  // Promised are 5 s; a busy machine gets more.
  private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(20));

  private Path certificate;
  private Path key;
  private TestCertificate one;
  private TestCertificate two;
  private Wire wire;
  private S3Client s3;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    one = TestCertificate.make(folder, "one", "RSA");
    two = TestCertificate.make(folder, "two", "EC");
    certificate = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
    one.write(certificate, key);
    wire =
        Wire.start(
            "tls",
            List.of(
                "--tls-certificate",
                certificate.toString(),
                "--tls-key",
                key.toString(),
                "--set",
                "background.settings-interval=50ms"));
    s3 =
        S3Client.builder()
            .endpointOverride(wire.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(Wire.credentials())
            .forcePathStyle(true)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .tlsTrustManagersProvider(() -> new TrustManager[] {new TrustAll()})
                    .build())
            .build();
  }

  @AfterAll
  void stop() {
    s3.close();
    wire.close();
  }

  @BeforeEach
  void first() throws Exception {
    one.write(certificate, key);
    SOON.untilAsserted(() -> assertThat(shown()).isEqualTo("CN=one"));
  }

  @Test
  void the_library_that_costs_least_is_loaded() throws Exception {
    String line =
        wire.server().log().lines().filter(l -> l.contains("management")).findFirst().orElseThrow();
    URI status = URI.create(line.substring(line.indexOf("http")).strip());
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(status).build();
      SOON.untilAsserted(() ->
          assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
              .contains("\"engine\" : \"BoringSSL\"", "certificateUntil"));
    }
  }

  @Test
  void objects_of_every_size_come_and_go() {
    assertThat(wire.endpoint().getScheme()).isEqualTo("https");
    assertThat(wire.server().log()).contains("--endpoint-url https://127.0.0.1:");
    for (int size : new int[] {0, 1, 65_536, 65_537, 8_000_000}) {
      byte[] content = Content.bytes(size, size);
      s3.putObject(r -> r.bucket(BUCKET).key("tls/" + size), RequestBody.fromBytes(content));
      assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("tls/" + size)).asByteArray())
          .isEqualTo(content);
    }
  }

  @Test
  void the_location_of_an_upload_is_where_the_client_found_the_server() {
    String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("tls/up")).uploadId();
    String tag =
        s3.uploadPart(
                r -> r.bucket(BUCKET).key("tls/up").uploadId(id).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
    String location =
        s3.completeMultipartUpload(r ->
                r.bucket(BUCKET).key("tls/up").uploadId(id).multipartUpload(m -> m.parts(part)))
            .location();
    assertThat(location).isEqualTo(wire.endpoint() + "/" + BUCKET + "/tls/up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void both_versions_are_spoken(String version) throws Exception {
    try (SSLSocket socket = connect()) {
      socket.setEnabledProtocols(new String[] {version});
      assertThat(ask(socket)).startsWith("HTTP/1.1 403");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void who_speaks_plain_http_gets_no_answer() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), wire.endpoint().getPort())) {
      socket.setSoTimeout(30_000);
      assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_new_certificate_is_shown_to_who_connects_next_and_nobody_is_cut_off() throws Exception {
    try (SSLSocket connected = connect()) {
      assertThat(ask(connected)).startsWith("HTTP/1.1 403");
      two.write(certificate, key);
      SOON.untilAsserted(() -> assertThat(shown()).isEqualTo("CN=two"));
      assertThat(ask(connected)).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void a_pair_that_does_not_fit_is_refused_and_the_old_one_stays() throws Exception {
    int before = wire.server().log().length();
    TestCertificate.replace(key, two.key());
    SOON.until(() -> wire.server().log().substring(before).contains("REFUSED"));
    assertThat(wire.server().log()).doesNotContain("PRIVATE").contains(certificate.toString());
    assertThat(shown()).isEqualTo("CN=one");
    TestCertificate.replace(certificate, two.certificate());
    SOON.untilAsserted(() -> assertThat(shown()).isEqualTo("CN=two"));
  }

  private String shown() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.startHandshake();
      X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  private SSLSocket connect() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", wire.endpoint().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Asks without a signature, and gives the answer once its document has ended. */
  private static String ask(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("</Error>") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + answer);
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  /** Believes everybody: which certificate is shown, the tests look at themselves. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
