package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md complete. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void every_field_is_on_the_page() throws Exception {
    String page = Files.readString(PAGE);
    Stream.of(
            Settings.class,
            VolumeSettings.class,
            Limits.class,
            IndexLimits.class,
            TlsSettings.class,
            UserSettings.class,
            KeySettings.class,
            GrantSettings.class)
        .flatMap(type -> FieldName.of(type).stream())
        .filter(name -> !name.type().isRecord() || name.isSecret())
        .filter(name -> name.type() != Map.class)
        .forEach(name -> assertThat(page).contains("`" + name.yaml() + "`"));
  }

  @Test
  void the_variables_of_the_node_are_those_on_the_page() throws Exception {
    String page = Files.readString(PAGE);
    FieldName.of(Settings.class).stream()
        .filter(name -> !name.type().isRecord() || name.isSecret())
        .filter(name -> name.type() != Map.class)
        .map(FieldName::yaml)
        .forEach(field ->
            assertThat(page)
                .contains("`" + field + "` | `" + FieldName.variable(List.of(field)) + "`"));
  }
}
