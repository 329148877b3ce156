package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process must be started anew for: its locale, its limits, its rights. */
class ChildProcessTest {
  @TempDir private Path directory = Path.of("unset");

  @BeforeEach
  void write_a_file_with_a_name_beyond_ascii() throws Exception {
    try (VolumeRoot root = VolumeRoot.open(directory, FileSettings.DEFAULT)) {
      Samples.put(root, "ü.txt", Tree.bytes("content"));
    }
  }

  @Test
  void names_are_bytes_under_any_locale() throws Exception {
    assertThat(lines(List.of(), "locale", "C"))
        .contains("> listed ue.txt", "> read content", "> status DIRECTORY")
        .anyMatch(line -> line.startsWith("> charset ANSI"));
    try (VolumeRoot root = VolumeRoot.open(directory, FileSettings.DEFAULT)) {
      assertThat(Samples.read(root, "ä/𝄞/ü.txt")).isEqualTo(Samples.bytes(3));
    }
  }

  @Test
  void no_descriptor_left_is_EMFILE_and_passes() {
    assumeTrue(Shell.has("prlimit"), "prlimit is not installed");
    assertThat(lines(List.of("prlimit", "--nofile=300:300"), "descriptors", "C.UTF-8"))
        .contains("> open EMFILE", "> create EMFILE", "> after null");
  }

  @Test
  void what_belongs_to_others_is_EACCES() throws Exception {
    assumeTrue(Shell.isRoot() && Shell.has("setpriv"), "needs root and setpriv");
    Files.writeString(directory.resolve("secret"), "x");
    Files.createDirectory(directory.resolve("closed"));
    for (String name : List.of("secret", "closed")) {
      Path path = directory.resolve(name);
      Shell.require("chmod", "0700", path.toString());
      Shell.require("chown", "12345", path.toString());
    }
    Shell.require("chown", "0:12345", directory.toString());
    List<String> powerless =
        List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all");
    assertThat(lines(powerless, "rights", "C.UTF-8"))
        .contains(
            "> owner false",
            "> file EACCES",
            "> below EACCES",
            "> scan EACCES",
            "> publish EACCES",
            "> make EACCES",
            "> status REGULAR",
            "> put null");
  }

  private List<String> lines(List<String> wrapper, String what, String locale) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Xmx128m");
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ChildProgram.class.getName());
    command.add(what);
    command.add(directory.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", locale);
    Shell.Outcome outcome = Shell.run(builder);
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    return outcome.output().lines().toList();
  }
}
