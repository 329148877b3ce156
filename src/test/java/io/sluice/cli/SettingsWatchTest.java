package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import io.sluice.telemetry.Telemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsWatchTest {
  private final Telemetry telemetry =
      Telemetry.create("1", false, InstantSource.fixed(Instant.EPOCH));
  private final List<String> made = new ArrayList<>();

  @TempDir Path folder;
  private Path file;
  private SettingsWatch watch;

  /** Takes the region; refuses one of that name; follows one file more. */
  private record Region(List<String> made, Path more) implements SettingsApplier {
    @Override
    public boolean takes(String path, Settings after) {
      return path.equals("region");
    }

    @Override
    public Set<Path> files(Settings settings) {
      return Set.of(more);
    }

    @Override
    public Runnable prepare(Settings before, Settings after) throws SettingsFault {
      if (after.region().equals("refused")) {
        throw new SettingsFault("region", "is refused");
      }
      return () -> made.add(before.region() + ">" + after.region());
    }
  }

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("sluice.yaml");
    write("region: one\n");
    SettingsSources sources = new SettingsSources(file, Map.of(), Map.of("port", "7"));
    SettingsApplier other =
        new SettingsApplier() {
          @Override
          public boolean takes(String path, Settings after) {
            return false;
          }

          @Override
          public Runnable prepare(Settings before, Settings after) {
            return () -> made.add("other");
          }
        };
    List<SettingsApplier> appliers = List.of(other, new Region(made, folder.resolve("more")));
    watch = new SettingsWatch(sources, SettingsLoader.load(sources), appliers, telemetry);
    settle();
    made.clear();
  }

  @AfterEach
  void stop() {
    watch.close();
    telemetry.close();
  }

  @Test
  void what_stands_still_is_not_applied_again() {
    settle();
    assertThat(made).isEmpty();
    assertThat(status()).contains("state=current", "waitForRestart=[]");
  }

  @Test
  void a_change_is_applied_once_it_stood_still_for_one_look() throws Exception {
    write("region: two\n");
    watch.look();
    assertThat(made).isEmpty();
    write("region: three\n");
    watch.look();
    assertThat(made).isEmpty();
    watch.look();
    assertThat(made).containsExactly("other", "one>three");
  }

  @Test
  void a_file_of_an_applier_counts_too() throws Exception {
    Files.writeString(folder.resolve("more"), "new");
    settle();
    assertThat(made).containsExactly("other", "one>one");
  }

  @Test
  void a_change_that_one_part_refuses_is_made_by_none() throws Exception {
    write("region: refused\n");
    settle();
    assertThat(made).isEmpty();
    assertThat(status()).contains("state=refused", "fault=region: is refused");
    assertThat(telemetry.meters().scrape()).contains("sluice_config_reload_failed 1");
    write("prot: 1\n");
    settle();
    assertThat(status()).contains("prot: is not a known field");
    assertThat(telemetry.health().faults()).isEmpty();
    write("region: two\n");
    settle();
    assertThat(made).startsWith("other", "one>two");
    assertThat(status()).contains("state=current");
    assertThat(telemetry.meters().scrape()).contains("sluice_config_reload_failed 0");
  }

  @Test
  void a_file_that_went_is_a_fault_until_it_is_back() throws Exception {
    Files.delete(file);
    settle();
    assertThat(status()).contains("state=refused", "can't be read");
    write("region: one\n");
    settle();
    assertThat(status()).contains("state=current");
  }

  @Test
  void what_waits_for_a_restart_is_named_until_it_is_taken_back() throws Exception {
    write("region: two\nport: 9\nlimits: {max-parts: 7}\nvolumes: {new: /mnt/new}\n");
    settle();
    assertThat(made).containsExactly("other", "one>two");
    assertThat(status()).contains("waitForRestart=[limits.max-parts, volumes.new]");
    write("region: two\n");
    settle();
    assertThat(status()).contains("waitForRestart=[]");
  }

  private void write(String yaml) throws Exception {
    Files.writeString(file, yaml);
  }

  /** Looks as often as a change of files, and of the list of files, may need. */
  private void settle() {
    for (int i = 0; i < 5; i++) {
      watch.look();
    }
  }

  private String status() {
    return String.valueOf(telemetry.status().snapshot().get("settings"));
  }
}
