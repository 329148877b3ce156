package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A volume full of files that were made directly on it, used at once after it is attached; {@code
 * -Dsluice.it.files=200000} for the full job.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ColdVolumeIT {
  private static final int FILES = Integer.getInteger("sluice.it.files", 2_000);
  private static final int A_DIRECTORY = 100;

  private Path volume;
  private Wire wire;
  private Tool aws;

  @BeforeAll
  void start() throws IOException {
    volume = Files.createTempDirectory("cold");
    for (int i = 0; i < FILES; i++) {
      int directory = i / A_DIRECTORY;
      Path parent = volume.resolve("d%02d/s%04d".formatted(directory % 7, directory));
      Files.createDirectories(parent);
      Files.writeString(parent.resolve("file-%06d.txt".formatted(i)), "content " + i);
    }
    wire = Wire.start("cold-volume", List.of("--volume", "big=" + volume));
    aws = Tool.find("aws", wire);
  }

  @AfterAll
  void end() throws IOException {
    if (wire != null) {
      wire.close();
    }
    Wire.deleteTree(volume);
  }

  @Test
  void it_is_listed_and_synced_at_once_and_compared_without_a_difference() throws Exception {
    String endpoint = wire.endpoint().toString();
    Tool.Said listed = aws.run("--endpoint-url", endpoint, "s3", "ls", "--recursive", "s3://big/");
    assertThat(listed.out().lines().count()).isEqualTo(FILES);
    Path copy = Files.createTempDirectory(wire.home(), "copy");
    String[] sync = {
      "--endpoint-url", endpoint, "s3", "sync", "--no-progress", "s3://big/", copy.toString()
    };
    assertThat(aws.run(sync).out().lines().count()).isEqualTo(FILES);
    assertThat(aws.run(sync).out()).isBlank();
    assertThat(Files.readString(copy.resolve("d00/s0000/file-000007.txt"))).isEqualTo("content 7");

    Ended verified = index("verify");
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    // Lines of progress come before, when it takes some seconds.
    assertThat(verified.out().lines().toList().getLast())
        .startsWith(String.format(Locale.ROOT, "0 differences in %,d files and", FILES));
    Ended rebuilt = index("rebuild", "--json");
    assertThat(rebuilt.exitCode()).as(rebuilt.out()).isZero();
    assertThat(rebuilt.out().lines().toList().getLast()).contains("\"state\":\"waiting\"");
    Ended status = index("status", "--json");
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).contains("\"files\":" + FILES).contains("\"renewals\":1");
    assertThat(index("verify", "--json").exitCode()).isZero();
  }

  @Test
  void a_volume_that_is_not_there_is_named() throws Exception {
    Ended ended = run("verify", "no-such-volume");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).contains("no-such-volume");
  }

  private record Ended(int exitCode, String out) {}

  private Ended index(String verb, String... more) throws Exception {
    String[] arguments = new String[more.length + 1];
    arguments[0] = "big";
    System.arraycopy(more, 0, arguments, 1, more.length);
    return run(verb, arguments);
  }

  private Ended run(String verb, String... more) throws Exception {
    Matcher admin =
        Pattern.compile("management\\s+(http://\\S+?)/-/status").matcher(wire.server().log());
    assertThat(admin.find()).isTrue();
    Path target = Path.of("target").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(target.resolve("sluice.jar") + ":" + target.resolve("lib") + "/*");
    command.addAll(List.of("io.sluice.Main", "index", verb, "--admin-url", admin.group(1)));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }
}
