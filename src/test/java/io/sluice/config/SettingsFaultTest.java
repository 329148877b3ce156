package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFaultTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot: 9000 | prot: is not a known field",
        "limits: {max-putt: 1} | limits.max-putt: is not a known field",
        "volumes: {demo: {siize: 1}} | volumes.demo.siize: is not a known field",
        "port: many | port: must be a whole number, but is 'many'",
        "port: 70000 | port: must be from 0 to 65535, but is 70000",
        "port: 99999999999 | port: is too large, but is '99999999999'",
        "port: [1] | port: must be a single value, found a list",
        "port: | port: has no value",
        "limits: 5 | limits: must be a mapping of fields, found a value",
        "volumes: [a] | volumes: must be a mapping of volumes by name, found a list",
        "volumes: {Demo: /a} | volumes.Demo: the name must be 3 to 63 lower-case",
        "volumes: {1.2.3.4: /a} | volumes.1.2.3.4: the name must not look like an IPv4 address",
        "volumes: {demo: {path: [a]}} | volumes.demo.path: must be a single value, found a list",
        "volumes: {demo: {durability: maybe}}"
            + " | volumes.demo.durability: must be one of none, fsync, but is 'maybe'",
        "volumes: {demo: {file-mode: 9}} | volumes.demo.file-mode: must be an octal number",
        "volumes: {demo: {file-mode: 0044}} | volumes.demo.file-mode: must be octal permission",
        "volume-defaults: {freshness: 2} | volume-defaults.freshness: must be a duration such as",
        "volume-defaults: {freshness: 2h} | volume-defaults.freshness: must be from 0s to 1h",
        "limits: {max-put: 5 apples} | limits.max-put: must be a size such as",
        "limits: {max-put: 9999999PiB} | limits.max-put: is larger than any file system",
        "limits: {max-xml: 48MiB} | limits.max-gathered: must be at least 100663296",
        "limits: {max-parts: 10001} | limits.max-parts: must be from 1 to 10000",
        "request-log: yes | request-log: must be true or false, but is 'yes'",
        "domains: [a_b] | domains: 'a_b' is not a host name",
        "volumes: {demo: &a /mnt/a, test: *a} | volumes.test: aliases and merge keys are not",
        "limits: {max-put: &a 1GiB, max-part: *a} | limits.max-part: aliases and merge keys are not",
        "domains: [&a x.org, *a] | domains: aliases and merge keys are not",
        "{limits: &a {max-put: 1}, volume-defaults: {<<: *a}}"
            + " | volume-defaults.<<: aliases and merge keys are not",
        "access-key: abc | secret-key: must be given too",
        "host: '' | host: has no value",
        "host: ' ' | host: must not be empty",
      })
  void a_fault_names_its_field_and_line(String yaml, String message) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(SettingsFault.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("sluice.yaml, line 1)");
  }

  @Test
  void a_field_given_twice_is_refused() {
    assertThatThrownBy(() -> load("port: 1\nport: 2\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("line 2: is not valid YAML: Duplicate field 'port'");
  }

  @Test
  void what_is_not_yaml_is_refused_with_its_line() {
    assertThatThrownBy(() -> load("port: 1\nlimits: {\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("is not valid YAML");
    assertThatThrownBy(() -> load("- a\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("must be a mapping of fields");
    assertThatThrownBy(() -> load("port: 1\n---\nport: 2\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("must hold one document only");
  }

  @Test
  void an_alias_as_a_key_is_refused() {
    assertThatThrownBy(() -> load("region: &port x\n*port : 1\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void what_is_not_yaml_is_told_with_the_line_of_the_fault() {
    assertThatThrownBy(() -> load("limits:\n\tmax-put: 1\n"))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("sluice.yaml, line 2: is not valid YAML: ")
        .hasMessageContaining("TAB");
  }

  @Test
  void a_file_that_can_not_be_read_is_named_with_the_reason() throws Exception {
    assertThatThrownBy(() -> loadFile(folder.resolve("none")))
        .hasMessage(folder + "/none: can't be read: there is no such file");
    assertThatThrownBy(() -> loadFile(folder))
        .hasMessage(folder + ": can't be read: it is a directory");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', ':', (byte) 0xe9});
    assertThatThrownBy(() -> loadFile(latin))
        .hasMessage(latin + ": can't be read: it is not UTF-8");
  }

  @Test
  void a_secret_given_twice_in_one_place_is_refused() {
    var environment = Map.of("SLUICE_SECRET_KEY", "long-enough", "SLUICE_SECRET_KEY_ENV", "X");
    assertThatThrownBy(() -> SettingsLoader.load(new SettingsSources(null, environment, Map.of())))
        .hasMessageStartingWith("secret-key: only one of secret-key, secret-key-env may be given");
  }

  @Test
  void a_fault_in_the_environment_names_the_variable() {
    var sources = new SettingsSources(null, Map.of("SLUICE_LIMITS_CLOCK_SKEW", "1"), Map.of());
    assertThatThrownBy(() -> SettingsLoader.load(sources))
        .hasMessageStartingWith("limits.clock-skew: must be a duration")
        .hasMessageEndingWith("(SLUICE_LIMITS_CLOCK_SKEW)");
    var volumes = new SettingsSources(null, Map.of("SLUICE_VOLUMES", "demo"), Map.of());
    assertThatThrownBy(() -> SettingsLoader.load(volumes))
        .hasMessage("volumes: must be a list of NAME=PATH, but has 'demo' (SLUICE_VOLUMES)");
  }

  @Test
  void a_fault_on_the_command_line_says_so() {
    var sources = new SettingsSources(null, Map.of(), Map.of("limits.nope", "1"));
    assertThatThrownBy(() -> SettingsLoader.load(sources))
        .hasMessageStartingWith("limits.nope: is not a known field")
        .hasMessageEndingWith("(the command line)");
  }

  private void load(String yaml) throws Exception {
    loadFile(Files.writeString(folder.resolve("sluice.yaml"), yaml));
  }

  private static void loadFile(Path file) throws Exception {
    SettingsLoader.load(new SettingsSources(file, Map.of(), Map.of()));
  }
}
