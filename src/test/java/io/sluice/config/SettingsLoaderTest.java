package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir Path folder;

  @Test
  void nothing_given_means_the_defaults() throws Exception {
    assertThat(load("", Map.of(), Map.of())).isEqualTo(Settings.defaults(Path.of("data")));
  }

  @Test
  void flags_beat_the_environment_which_beats_the_file_which_beats_the_defaults() throws Exception {
    String yaml = "port: 1\nadmin-port: 2\nregion: file-1\n";
    Map<String, String> environment = Map.of("SLUICE_PORT", "11", "SLUICE_ADMIN_PORT", "12");
    Settings settings = load(yaml, environment, Map.of("port", "21"));
    assertThat(settings.port()).isEqualTo(21);
    assertThat(settings.adminPort()).isEqualTo(12);
    assertThat(settings.region()).isEqualTo("file-1");
    assertThat(settings.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void paths_below_the_data_directory_follow_it() throws Exception {
    Settings settings = load("", Map.of(), Map.of("data", "/srv/sluice"));
    assertThat(settings.volumesRoot()).isEqualTo(Path.of("/srv/sluice/volumes"));
    assertThat(settings.index().dir()).isEqualTo(Path.of("/srv/sluice/index"));
  }

  @Test
  void a_volume_takes_the_defaults_it_does_not_override() throws Exception {
    Settings settings =
        load(
            """
            volume-defaults: {durability: none, freshness: 500ms}
            volumes:
              demo: {path: /mnt/demo, size: 100GB, file-mode: 0640}
              short: /mnt/short
              only-settings: {durability: fsync}
            """,
            Map.of(),
            Map.of());
    VolumeSettings demo = settings.volumeSettings("demo");
    assertThat(demo.sizeBytes()).isEqualTo(100_000_000_000L);
    assertThat(demo.durability()).isEqualTo(VolumeSettings.Durability.NONE);
    assertThat(demo.freshness()).isEqualTo(Duration.ofMillis(500));
    assertThat(demo.fileMode()).isEqualTo(0640);
    assertThat(settings.volumes().get("short"))
        .isEqualTo(new VolumeEntry(Path.of("/mnt/short"), settings.volumeDefaults()));
    assertThat(settings.volumes().get("only-settings"))
        .isEqualTo(new VolumeEntry(null, settings.volumeSettings("only-settings")));
    assertThat(settings.volumeSettings("only-settings").durability())
        .isEqualTo(VolumeSettings.Durability.FSYNC);
    assertThat(settings.volumeSettings("unknown")).isEqualTo(settings.volumeDefaults());
  }

  @Test
  void every_field_has_an_environment_variable() throws Exception {
    Map<String, String> environment =
        Map.of(
            "SLUICE_LIMITS_MAX_PUT", "1GiB",
            "SLUICE_INDEX_OPEN_FILES", "512",
            "SLUICE_DOMAINS", "s3.example.com, localhost",
            "SLUICE_VOLUMES", "my-vol=/mnt/a,b.c=/mnt/b",
            "SLUICE_VOLUMES_MY_VOL_SIZE", "1MiB",
            "SLUICE_VOLUMES_B_C_VERIFY", "entries",
            "SLUICE_VOLUMES_FLAG_SIZE", "3",
            "SLUICE_VOLUME_DEFAULTS_LIST_EMPTY_DIRECTORIES", "false",
            "SLUICE_HOST", "");
    Settings settings = load("", environment, Map.of("volumes.flag.path", "/mnt/c"));
    assertThat(settings.limits().maxPutBytes()).isEqualTo(1L << 30);
    assertThat(settings.index().openFiles()).isEqualTo(512);
    assertThat(settings.domains()).isEqualTo(List.of("s3.example.com", "localhost"));
    assertThat(settings.volumeSettings("my-vol").sizeBytes()).isEqualTo(1L << 20);
    assertThat(settings.volumeSettings("b.c").verify()).isEqualTo(VolumeSettings.Verify.ENTRIES);
    assertThat(settings.volumeSettings("flag").sizeBytes()).isEqualTo(3);
    assertThat(settings.volumes().get("flag"))
        .isEqualTo(new VolumeEntry(Path.of("/mnt/c"), settings.volumeSettings("flag")));
    assertThat(settings.volumeDefaults().listEmptyDirectories()).isFalse();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void a_container_platforms_service_link_is_not_a_port() throws Exception {
    Map<String, String> environment = Map.of("SLUICE_PORT", "tcp://10.0.0.1:9000");
    assertThat(load("", environment, Map.of()).port()).isEqualTo(9000);
  }

  @Test
  void a_secret_of_digits_keeps_its_zeros_and_never_shows_itself() throws Exception {
    Settings settings = load("access-key: 0123\nsecret-key: 00123456\n", Map.of(), Map.of());
    assertThat(settings.accessKey()).isEqualTo("0123");
    assertThat(settings.secretKey()).isEqualTo(new Secret("00123456"));
    assertThat(settings.toString()).doesNotContain("00123456");
    assertThatThrownBy(() -> load("secret-key: hunter2\n", Map.of(), Map.of()))
        .message()
        .contains("secret-key: must be at least 8 characters")
        .doesNotContain("hunter2");
  }

  @Test
  void an_empty_list_of_volumes_counts_as_not_given() throws Exception {
    assertThat(load("", Map.of("SLUICE_VOLUMES", ""), Map.of()).volumes()).isEmpty();
  }

  @Test
  void a_secret_is_found_where_a_variable_says() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "from-the-file\n");
    Map<String, String> byFile =
        Map.of(
            "SLUICE_ACCESS_KEY", "KEY",
            "SLUICE_SECRET_KEY_FILE", file.toString(),
            "SLUICE_CLUSTER_NAME", "one",
            "SLUICE_CLUSTER_MEMBERS", "127.0.0.1:5701",
            "SLUICE_CLUSTER_SECRET_FILE", file.toString());
    Settings settings = load("", byFile, Map.of());
    assertThat(settings.secretKey()).isEqualTo(new Secret("from-the-file"));
    assertThat(settings.cluster().secret()).isEqualTo(new Secret("from-the-file"));
    Map<String, String> byVariable =
        Map.of("SLUICE_ACCESS_KEY", "KEY", "SLUICE_SECRET_KEY_ENV", "MINE", "MINE", "from-mine");
    assertThat(load("", byVariable, Map.of()).secretKey()).isEqualTo(new Secret("from-mine"));
  }

  @Test
  void however_a_secret_is_given_the_nearer_source_beats_the_farther() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "from-the-file\n");
    String plain = "access-key: KEY\nsecret-key: from-the-yaml\n";
    String placed = "access-key: KEY\nsecret-key-file: " + file + "\n";
    Map<String, String> mine = Map.of("MINE", "from-mine");
    assertThat(load(plain, mine, Map.of("secret-key-file", file.toString())).secretKey())
        .isEqualTo(new Secret("from-the-file"));
    assertThat(load(placed, mine, Map.of("secret-key-env", "MINE")).secretKey())
        .isEqualTo(new Secret("from-mine"));
    assertThat(load(placed, Map.of("SLUICE_SECRET_KEY", "from-the-env"), Map.of()).secretKey())
        .isEqualTo(new Secret("from-the-env"));
  }

  @Test
  void a_file_that_is_missing_is_named() {
    assertThatThrownBy(
            () -> SettingsLoader.load(new SettingsSources(Path.of("/no"), Map.of(), Map.of())))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining("/no: can't be read");
  }

  private Settings load(String yaml, Map<String, String> environment, Map<String, String> flags)
      throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
    return SettingsLoader.load(new SettingsSources(file, environment, flags));
  }
}
