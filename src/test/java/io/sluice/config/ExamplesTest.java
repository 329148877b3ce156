package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The examples in {@code cluster-config/} and {@code docker/} are settings that a node takes. */
class ExamplesTest {
  private static final Pattern SECRET_FILE = Pattern.compile("(secret(-key)?-file: *)(\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("(SLUICE_\\w+)=(\\S+)");
  private static final Pattern GIVEN = Pattern.compile("\\$\\{\\w+:[-?][^}]*}");

  @TempDir private Path temp;

  @TestFactory
  Stream<DynamicTest> each_file_of_a_node_can_be_read() throws Exception {
    Path secret = Files.writeString(temp.resolve("secret"), "a secret of some length");
    try (Stream<Path> files = Files.list(Path.of("cluster-config"))) {
      return files.toList().stream()
          .map(file ->
              DynamicTest.dynamicTest(
                  String.valueOf(file.getFileName()), () -> isSound(file, secret)));
    }
  }

  private void isSound(Path file, Path secret) throws Exception {
    String text =
        SECRET_FILE
            .matcher(Files.readString(file))
            .replaceAll("$1" + Matcher.quoteReplacement(secret.toString()));
    Path copy = Files.writeString(temp.resolve("copy.yaml"), text);
    Settings settings = SettingsLoader.load(new SettingsSources(copy, Map.of(), Map.of()));
    assertThat(settings.cluster().isOn()).isTrue();
    assertThat(settings.cluster().expectedSize()).isEqualTo(3);
  }

  @Test
  void the_nodes_of_the_compose_file_are_three_of_one_cluster() throws Exception {
    Map<?, ?> compose = new Yaml().load(Files.readString(Path.of("docker/compose.yaml")));
    Map<?, ?> services = (Map<?, ?>) Objects.requireNonNull(compose.get("services"));
    for (String node : List.of("node1", "node2", "node3")) {
      Map<String, String> environment = image();
      Map<?, ?> service = (Map<?, ?>) Objects.requireNonNull(services.get(node));
      Map<?, ?> given = (Map<?, ?>) Objects.requireNonNull(service.get("environment"));
      given.forEach((name, value) ->
          environment.put(
              String.valueOf(name),
              GIVEN.matcher(String.valueOf(value)).replaceAll("given-by-somebody")));
      areKnown(environment);
      Settings settings = SettingsLoader.load(new SettingsSources(null, environment, Map.of()));
      assertThat(settings.cluster().host()).isEqualTo(node);
      assertThat(settings.cluster().addresses())
          .containsExactly("node1:9002", "node2:9002", "node3:9002");
      assertThat(settings.volumesRoot()).isEqualTo(Path.of("/volumes"));
    }
  }

  /** What the image sets. */
  private static Map<String, String> image() throws Exception {
    Map<String, String> environment = new HashMap<>();
    Matcher variable = VARIABLE.matcher(Files.readString(Path.of("docker/Dockerfile")));
    while (variable.find()) {
      environment.put(variable.group(1), variable.group(2));
    }
    assertThat(environment).containsKeys("SLUICE_DATA", "SLUICE_HOST", "SLUICE_ADMIN_HOST");
    return environment;
  }

  // A name that nobody knows would be passed over.
  private static void areKnown(Map<String, String> environment) throws Exception {
    String page = Files.readString(Path.of("docs/configuration.md"));
    List<String> cluster =
        FieldName.of(ClusterSettings.class).stream()
            .map(field -> FieldName.variable(List.of("cluster", field.yaml())))
            .toList();
    for (String name : environment.keySet()) {
      assertThat(page.contains("`" + name + "`") || cluster.contains(name)).as(name).isTrue();
    }
  }

  @Test
  void the_ports_of_the_image_are_the_defaults() throws Exception {
    Settings defaults = SettingsLoader.load(new SettingsSources(null, Map.of(), Map.of()));
    assertThat(Files.readString(Path.of("docker/Dockerfile")))
        .contains(
            "EXPOSE %d %d %d %d"
                .formatted(
                    defaults.port(),
                    defaults.adminPort(),
                    defaults.cluster().port(),
                    defaults.cluster().busPort()));
  }
}
