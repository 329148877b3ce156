package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code sluice usage} against a whole node. */
class UsageCommandTest {
  private static final String KEY = "USAGETESTKEY";
  private static final String SECRET = "usage-test-secret";

  @TempDir private Path folder;

  private final StopSignal stop = new StopSignal();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<RunningNode> started = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  @BeforeEach
  void start() throws Exception {
    Path volume = Files.createDirectories(folder.resolve("v"));
    Files.createDirectories(volume.resolve("pods/deep"));
    Files.write(volume.resolve("pods/deep/file"), new byte[2048]);
    Files.createDirectories(volume.resolve(".s3compat_uploads"));
    Files.write(volume.resolve(".s3compat_uploads/old"), new byte[5]);
    String[] arguments = {
      "server",
      "--data",
      folder + "/data",
      "--port=0",
      "--admin-port=0",
      "--volume=demo=" + volume,
      "--access-key",
      KEY,
      "--secret-key",
      SECRET,
      "--set",
      "volumes.demo.size=10MiB"
    };
    NodeStarter starter =
        (settings, catalog, telemetry) -> {
          RunningNode node = Node.start(settings, catalog, telemetry);
          started.complete(node);
          return node;
        };
    Cli cli = new Cli(Map.of(), starter, terminal(new StringWriter(), new StringWriter()));
    Thread.ofPlatform().start(() -> ended.complete(cli.run(stop, arguments)));
    started.get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void end() throws Exception {
    stop.ask();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void what_s3_wrote_and_what_was_listed_is_shown() throws Exception {
    try (S3Client s3 = client()) {
      s3.putObject(r -> r.bucket("demo").key("a/b"), RequestBody.fromBytes(new byte[1000]));
      assertThat(s3.listObjectsV2(r -> r.bucket("demo")).keyCount()).isEqualTo(2);
    }
    assertThat(usage("demo", "--json")).isZero();
    JsonObject all = new JsonObject(out.toString());
    assertThat(all.getLong("files")).isEqualTo(2);
    assertThat(all.getLong("bytes")).isEqualTo(3048);
    assertThat(all.getLong("unhashedFiles")).isEqualTo(1);
    assertThat(all.getLong("unhashedBytes")).isEqualTo(2048);
    assertThat(all.getLong("limitBytes")).isEqualTo(10 << 20);
    assertThat(all.getLong("freeBytes")).isPositive();
    out.getBuffer().setLength(0);
    assertThat(usage("demo", "--prefix", "pods/d")).isZero();
    assertThat(out.toString())
        .contains("files     1\n")
        .contains("bytes     2,048 B (2.0 KiB)\n")
        .contains("limit     10,485,760 B (10.0 MiB)\n");
    assertThat(page("/-/metrics"))
        .contains("sluice_volume_files{volume=\"demo\"} 2.0")
        .contains("sluice_volume_bytes{volume=\"demo\"} 3048.0");
    JsonObject status = new JsonObject(page("/-/status")).getJsonObject("volume.demo");
    assertThat(status.getJsonObject("usage").getLong("files")).isEqualTo(2);
    assertThat(status.getLong("stagedBytes")).isZero();
    assertThat(status.containsKey("leftOvers")).isTrue();
  }

  @Test
  void a_volume_that_is_not_there_ends_with_2_and_a_node_that_is_not_with_1() throws Exception {
    assertThat(usage("nope")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).hasLineCount(1).contains("no volume 'nope'");
    err.getBuffer().setLength(0);
    assertThat(run("usage", "demo", "--admin-url", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).hasLineCount(1).contains("no node answers at http://127.0.0.1:1");
    assertThat(out.toString()).isEmpty();
  }

  private int usage(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("usage", "--admin-url", admin()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return new Cli(Map.of(), BareNode::start, terminal(out, err)).run(new StopSignal(), arguments);
  }

  private String page(String path) throws Exception {
    try (AdminClient client = new AdminClient(URI.create(admin()))) {
      return client.get(path).body();
    }
  }

  private String admin() throws Exception {
    return "http://127.0.0.1:" + started.get().adminPort();
  }

  private S3Client client() throws Exception {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + started.get().s3Port()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static Terminal terminal(StringWriter out, StringWriter err) {
    return new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
