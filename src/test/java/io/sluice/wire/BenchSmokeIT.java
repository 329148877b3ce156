package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench, a little of everything: it must run and see no error. How fast is not asked here. */
final class BenchSmokeIT {
  private static final long PATIENCE_MINUTES = 5;

  private final Path home;

  BenchSmokeIT(@TempDir Path home) {
    this.home = home;
  }

  @BeforeEach
  void needs_a_compiler_and_python() {
    for (String program : List.of("gcc", "python3")) {
      boolean installed = Files.isExecutable(Path.of("/usr/bin", program));
      Assumptions.assumeTrue(installed, program + " is not installed");
    }
    boolean headers = Files.exists(Path.of("/usr/include/stdio.h"));
    Assumptions.assumeTrue(headers, "the headers of libc are not installed");
  }

  @Test
  void every_row_runs_without_an_error() throws Exception {
    run("bench/run", "--smoke");
    List<JsonNode> rows = new ArrayList<>();
    read("bench.json").get("results").forEach(rows::add);
    assertThat(rows).hasSizeGreaterThan(15);
    assertThat(rows).allMatch(row -> row.get("failed").asLong() == 0);
    assertThat(rows).allMatch(row -> row.get("load").get("requests").asLong() > 0);
    assertThat(home.resolve("results/bench.md")).content().contains("| HEAD, c=16 | sluice |");
    assertThat(home.resolve("results/bench-cpu.svg")).content().startsWith("<svg");
  }

  @Test
  void puts_that_are_synced_are_shown_beside_what_the_disk_gives() throws Exception {
    run(
        "bench/run",
        "--servers",
        "sluice-fsync",
        "--rows",
        "put-4k-synced",
        "--rounds",
        "1",
        "--seconds",
        "0.2",
        "--warm",
        "0.1");
    JsonNode row = read("bench.json").get("results").get(0);
    assertThat(row.get("failed").asLong()).isZero();
    assertThat(row.get("floor_throughput").asDouble()).isPositive();
    assertThat(home.resolve("results/bench.md")).content().contains("of a C loop");
  }

  @Test
  void more_connections_than_can_be_served_are_measured() throws Exception {
    run(
        "bench/overload",
        "--rounds",
        "1",
        "--seconds",
        "0.2",
        "--warm",
        "0.1",
        "--keys",
        "200",
        "--connections",
        "4,64");
    List<JsonNode> lines = new ArrayList<>();
    read("overload.json").get("summary").forEach(lines::add);
    assertThat(lines).hasSize(8);
    assertThat(lines).allMatch(line -> line.get("served").asLong() > 0);
    assertThat(home.resolve("results/overload.md")).content().contains("| PUT | at-once | 64 |");
  }

  @Test
  void a_volume_of_many_files_is_listed_whole() throws Exception {
    run(
        "bench/scale",
        "--files",
        "3000",
        "--pages",
        "2",
        "--warm-pages",
        "20",
        "--layouts",
        "tree",
        "--backup-interval",
        "1s");
    assertThat(read("scale.json").get("figures")).hasSize(1);
    assertThat(home.resolve("results/scale.md")).content().contains("restart to first page");
  }

  /** A kernel that counts CPU in ticks finds none in work of milliseconds. */
  @Test
  void work_that_took_no_measurable_time_still_makes_a_report() throws Exception {
    launch(
        "/usr/bin/python3",
        "-c",
        """
        import sys
        sys.path.insert(0, "bench")
        from sluicebench import overload, report, scale
        rows = ["get-4k", "get-idle", "put-4k-new", "put-4k-over"]
        none = dict(title="row", unit="a second", throughput=0, p50_ms=0, p99_ms=0,
                    cpu_ms_per_op=0, peak_rss=0, failed=0)
        results = [dict(none, row=row, server=server) for row in rows for server in ("sluice", "nginx")]
        record = dict(title="t", date="d", note="", machine={}, servers=[], rounds=1, seconds=1)
        print(report.markdown(record, report.summarise(results), []))
        line = dict(verb="get", client="sdk", connections=4, a_second=0, p50_ms=0, p99_ms=0, refused=0,
                    served=0, foreign_cpu=0, with_retries_p99_ms=0)
        print(overload.markdown(dict(record, summary=overload.summarise([line]))))
        figures = {name: None for _, name, _ in scale.ROWS}
        print(scale.markdown(dict(record, figures=[dict(figures, layout="tree")])))
        """);
    assertThat(log())
        .content()
        .contains("| row | sluice |", "| GET | sdk | 4 |", "| first crawl | -");
  }

  @Test
  void the_microbenchmarks_compile_and_run() throws Exception {
    launch("bench/jmh", "--smoke");
    assertThat(log()).content().contains("PageBenchmark.page");
  }

  private JsonNode read(String report) throws IOException {
    return new ObjectMapper().readTree(home.resolve("results").resolve(report).toFile());
  }

  private Path log() {
    return home.resolve("log");
  }

  private void run(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--work", home.toString()));
    command.addAll(List.of("--out", home.resolve("results").toString()));
    launch(command.toArray(String[]::new));
  }

  private void launch(String... words) throws Exception {
    Path log = log();
    List<String> command = new ArrayList<>(List.of(words));
    command.set(0, Path.of(words[0]).toAbsolutePath().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
    builder.environment().put("SLUICE_SKIP_BUILD", "yes");
    // Servers that live for seconds: what they would gain later costs too much now.
    String shortLived = "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC";
    builder.environment().put("SLUICE_JAVA_OPTS", shortLived);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy();
    }
    assertThat(ended).as(Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
