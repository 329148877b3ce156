package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsDifferenceTest {
  @TempDir Path folder;

  @Test
  void an_entry_that_is_new_differs_from_the_defaults_in_what_it_says() throws Exception {
    assertThat(between("region: a\n", "region: a\nvolumes: {demo: {size: 250KB}}\n"))
        .containsExactly("volumes.demo.settings.size");
    assertThat(between("volumes: {demo: {durability: none}}\n", "port: 9000\n"))
        .containsExactly("volumes.demo.settings.durability");
    assertThat(between("port: 9000\n", "volumes: {demo: {size: unlimited}}\n")).isEmpty();
  }

  @Test
  void an_entry_with_a_path_is_another_volume() throws Exception {
    assertThat(between("port: 9000\n", "volumes: {demo: {path: /mnt/demo, size: 250KB}}\n"))
        .containsExactly("volumes.demo");
  }

  @Test
  void defaults_that_change_meanwhile_count_for_the_entry_too() throws Exception {
    assertThat(
            between(
                "volume-defaults: {freshness: 1s}\n",
                "volume-defaults: {freshness: 5s}\nvolumes: {demo: {size: 250KB}}\n"))
        .contains("volume-defaults.freshness", "volumes.demo.settings.size");
  }

  private Set<String> between(String one, String other) throws Exception {
    return SettingsDifference.between(settings(one), settings(other));
  }

  private Settings settings(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
    return SettingsLoader.load(new SettingsSources(file, Map.of(), Map.of()));
  }
}
