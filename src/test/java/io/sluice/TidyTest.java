package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the ceilings and habits of CONTRIBUTING.md that no compiler checks. */
class TidyTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 50;
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TEST = Path.of("src/test/java");
  private static final Set<String> VAGUE_NAMES =
      Set.of("util", "utils", "common", "impl", "helper", "helpers", "manager", "managers");

  // Put together, so that this file doesn't break its own rules.
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
  private static final String SLEEP = "Thread.sl" + "eep(";
  private static final Pattern WILDCARD = Pattern.compile("import .*\\.\\*;");

  /** A source file and its lines. */
  private record Source(Path path, List<String> lines) {}

  @Test
  void no_file_is_longer_than_its_ceiling() {
    assertThat(sources(MAIN, TEST).filter(source -> source.lines().size() > MAX_FILE_LINES))
        .extracting(Source::path)
        .isEmpty();
  }

  @Test
  void no_method_is_longer_than_its_ceiling() {
    assertThat(sources(MAIN, TEST).flatMap(source -> longMethods(source).stream())).isEmpty();
  }

  @Test
  void no_line_has_tabs_or_trailing_space() {
    assertNoLine((path, line) -> line.contains("\t") || !line.equals(line.stripTrailing()));
  }

  @Test
  void imports_are_explicit() {
    assertNoLine((path, line) -> WILDCARD.matcher(line).matches());
  }

  @Test
  void nothing_is_left_for_later_in_comments() {
    assertNoLine((path, line) -> UNFINISHED.matcher(line).find());
  }

  @Test
  void tests_await_conditions_and_do_not_sleep() {
    assertNoLine((path, line) -> path.startsWith(TEST) && line.contains(SLEEP));
  }

  @Test
  void no_package_has_a_vague_name() {
    assertThat(folders(MAIN, TEST).map(folder -> folder.getFileName().toString()))
        .doesNotContainAnyElementsOf(VAGUE_NAMES);
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(folders(MAIN).filter(folder -> holdsSources(folder) && !isNullMarked(folder)))
        .isEmpty();
  }

  private static void assertNoLine(BiPredicate<Path, String> isBad) {
    List<String> found = new ArrayList<>();
    sources(MAIN, TEST)
        .forEach(source -> {
          for (int i = 0; i < source.lines().size(); i++) {
            if (isBad.test(source.path(), source.lines().get(i))) {
              found.add(source.path() + ":" + (i + 1));
            }
          }
        });
    assertThat(found).isEmpty();
  }

  /**
   * Methods over the ceiling, found by indentation, which the formatter guarantees: a body opens on
   * a line that ends in an opening brace and closes with a brace at the indentation of its first
   * line, whatever follows it.
   */
  private static List<String> longMethods(Source source) {
    List<String> found = new ArrayList<>();
    List<String> lines = source.lines();
    for (int start = 0; start < lines.size(); start++) {
      int indent = indent(lines.get(start));
      if (!startsMethod(lines, start, indent)) {
        continue;
      }
      int end = start + 1;
      while (end < lines.size() && !lines.get(end).startsWith(" ".repeat(indent) + "}")) {
        end++;
      }
      if (end - start + 1 > MAX_METHOD_LINES) {
        found.add(source.path() + ":" + (start + 1) + " has " + (end - start + 1) + " lines");
      }
    }
    return found;
  }

  /** Whether a declaration with parameters and a body starts here; its head may take more lines. */
  private static boolean startsMethod(List<String> lines, int start, int indent) {
    String first = lines.get(start);
    boolean isMember = indent == 2 || indent == 4;
    if (!isMember
        || first.startsWith("return ", indent)
        || !first.contains("(")
        || !Character.isLetter(first.charAt(indent))) {
      return false;
    }
    int at = start;
    while (at + 1 < lines.size() && indent(lines.get(at + 1)) >= indent + 4) {
      if (lines.get(at).endsWith("{") || lines.get(at).endsWith(";")) {
        break;
      }
      at++;
    }
    String head = String.join(" ", lines.subList(start, at + 1));
    return head.endsWith(") {") || head.matches(".*\\) throws [\\w., ]+ \\{");
  }

  private static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == ' ') {
      indent++;
    }
    return indent;
  }

  private static Stream<Source> sources(Path... roots) {
    return walk(roots)
        .filter(path -> path.toString().endsWith(".java"))
        .map(path -> new Source(path, read(path)));
  }

  private static Stream<Path> folders(Path... roots) {
    return walk(roots).filter(Files::isDirectory);
  }

  private static boolean holdsSources(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNullMarked(Path folder) {
    Path info = folder.resolve("package-info.java");
    return Files.exists(info) && read(info).contains("@NullMarked");
  }

  private static Stream<Path> walk(Path... roots) {
    List<Path> paths = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files.forEach(paths::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return paths.stream();
  }

  private static List<String> read(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
