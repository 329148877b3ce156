package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The AWS command line. */
@ExtendWith(SharedWire.class)
final class AwsCommandLineIT {
  private final Wire wire;
  private final Tool aws;

  AwsCommandLineIT(Wire wire) {
    this.wire = wire;
    this.aws = Tool.find("aws", wire);
  }

  @Test
  void a_tree_is_synchronised_up_and_down_while_pods_change_it() throws IOException {
    Path local = Trees.fill(wire.home().resolve("aws-tree"), Trees.files(), 20_260_103);
    Path volume = wire.root().resolve("sync");
    s3("sync", local.toString(), "s3://alpha/sync", "--no-progress");
    Trees.assertSame(local, volume);
    assertThat(s3("sync", local.toString(), "s3://alpha/sync").out())
        .as("a second sync transfers nothing")
        .isEmpty();

    changeAsPodsDo(volume);
    Path down = Files.createDirectories(wire.home().resolve("aws-down"));
    // A listing may be as old as the volume's freshness allows.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(wire.keys("sync/")).hasSameSizeAs(Trees.regularFiles(volume).keySet()));
    s3("sync", "s3://alpha/sync", down.toString(), "--no-progress");
    Trees.assertSame(volume, down);
    assertThat(s3("sync", "s3://alpha/sync", down.toString()).out()).isEmpty();

    s3("rm", "s3://alpha/sync", "--recursive", "--quiet");
    assertThat(wire.keys("sync/")).isEmpty();
  }

  @Test
  void large_files_are_copied_up_across_and_down() throws IOException {
    Path file = Trees.largeFile(wire.home().resolve("aws-large.bin"), 50, 20_260_104);
    s3("cp", file.toString(), "s3://alpha/aws/large file.bin", "--no-progress");
    assertThat(Files.mismatch(file, wire.root().resolve("aws/large file.bin"))).isEqualTo(-1);
    s3("cp", "s3://alpha/aws/large file.bin", "s3://beta/aws/copy.bin", "--no-progress");
    assertThat(Files.mismatch(file, wire.otherRoot().resolve("aws/copy.bin"))).isEqualTo(-1);
    s3("mv", "s3://beta/aws/copy.bin", "s3://beta/aws/moved.bin", "--no-progress");
    assertThat(wire.otherRoot().resolve("aws/copy.bin")).doesNotExist();
    Path down = wire.home().resolve("aws-large-down.bin");
    s3("cp", "s3://beta/aws/moved.bin", down.toString(), "--no-progress");
    assertThat(Files.mismatch(file, down)).isEqualTo(-1);
    s3("rm", "s3://beta/aws/moved.bin");
    s3("rm", "s3://alpha/aws/large file.bin");
  }

  @Test
  void listings_name_every_file_and_their_sum() {
    for (int i = 0; i < 25; i++) {
      wire.put("aws/ls/" + i % 5 + "/file " + i, Content.bytes(i, 100));
    }
    String all =
        s3("ls", "s3://alpha/aws/ls/", "--recursive", "--summarize", "--page-size", "4").out();
    assertThat(all).contains("Total Objects: 25").contains("Total Size: 2500");
    assertThat(all.lines().filter(line -> line.contains("aws/ls/")).count()).isEqualTo(25);
    assertThat(s3("ls", "s3://alpha/aws/ls/").out().lines().map(String::strip).toList())
        .containsExactly("PRE 0/", "PRE 1/", "PRE 2/", "PRE 3/", "PRE 4/");
    assertThat(s3("ls").out()).contains("alpha").contains("beta");
  }

  @Test
  void a_presigned_address_is_read_by_curl() {
    byte[] content = wire.put("aws/presigned é+ .txt", Content.utf8("for curl"));
    String link = s3("presign", "s3://alpha/aws/presigned é+ .txt", "--expires-in", "600").out();
    Tool curl = Tool.find("curl", wire);
    assertThat(curl.run("-sSf", link.strip()).out())
        .isEqualTo(new String(content, StandardCharsets.UTF_8));
    Tool.Said refused = curl.attempt("-sSf", link.strip().replace("600", "601"));
    assertThat(refused.exitCode()).isNotZero();
  }

  @Test
  void a_bucket_is_made_filled_and_removed_by_force() {
    s3("mb", "s3://made-by-aws");
    s3("cp", aws.home().resolve("aws-config").toString(), "s3://made-by-aws/a/b/c");
    assertThat(wire.bucketsRoot().resolve("made-by-aws/a/b/c")).isRegularFile();
    assertThat(aws("s3", "rb", "s3://made-by-aws").exitCode()).isNotZero();
    s3("rb", "s3://made-by-aws", "--force");
    assertThat(wire.bucketsRoot().resolve("made-by-aws")).doesNotExist();
  }

  @Test
  void a_pipe_of_unknown_length_is_stored_and_printed() throws IOException {
    Path file = Trees.largeFile(wire.home().resolve("aws-pipe.bin"), 20, 20_260_105);
    Tool shell = Tool.find("sh", wire);
    shell.run(
        "-c",
        "'%s' --endpoint-url %s s3 cp - s3://alpha/aws/piped < '%s'"
            .formatted(aws.program(), wire.endpoint(), file));
    assertThat(Files.mismatch(file, wire.root().resolve("aws/piped"))).isEqualTo(-1);
  }

  @Test
  void lower_level_commands_get_and_put_ranges_and_metadata() throws IOException {
    Path file = Files.write(aws.home().resolve("body"), Content.bytes(1, 5000));
    Path out = aws.home().resolve("range");
    api("put-object", "--key", "aws/api", "--body", file.toString(), "--metadata", "a=1,b=2");
    String head = api("head-object", "--key", "aws/api", "--query", "Metadata").out();
    assertThat(head).contains("\"a\": \"1\"").contains("\"b\": \"2\"");
    api("get-object", "--key", "aws/api", "--range", "bytes=10-19", out.toString());
    assertThat(Files.readAllBytes(out))
        .isEqualTo(Arrays.copyOfRange(Content.bytes(1, 5000), 10, 20));
  }

  /** Edits in place, replaces, adds, removes and moves what lies on the volume. */
  private static void changeAsPodsDo(Path volume) throws IOException {
    List<Path> files = new ArrayList<>(Trees.regularFiles(volume).values());
    for (int i = 0; i < files.size(); i += 40) {
      Path file = files.get(i);
      switch (i / 40 % 4) {
        case 0 -> Files.write(file, Content.bytes(i, 50), StandardOpenOption.APPEND);
        case 1 -> Files.write(file, Content.bytes(i, 777));
        case 2 -> Files.write(file.resolveSibling("new " + i), Content.bytes(i, 300));
        default -> Files.move(file, file.resolveSibling("moved-" + i));
      }
    }
    Files.delete(files.get(1));
    Files.move(files.get(5).getParent(), volume.resolve("whole directory moved"));
  }

  private Tool.Said s3(String... arguments) {
    Tool.Said said = aws("s3", arguments);
    assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
    return said;
  }

  private Tool.Said api(String operation, String... arguments) {
    List<String> all = new ArrayList<>(List.of(operation, "--bucket", BUCKET));
    all.addAll(List.of(arguments));
    Tool.Said said = aws("s3api", all.toArray(String[]::new));
    assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
    return said;
  }

  private Tool.Said aws(String service, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--endpoint-url", wire.endpoint().toString(), service));
    all.addAll(List.of(arguments));
    return aws.attempt(all.toArray(String[]::new));
  }
}
