package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Secret;
import io.sluice.config.Settings;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import io.sluice.config.VolumeEntry;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  private static final Credential ROOT =
      Credential.administrator("ROOTKEY", new Secret("not-for-print"));

  @TempDir Path folder;

  @Test
  void a_node_left_to_its_defaults_serves_demo() throws Exception {
    assertThat(names(open())).containsExactly("demo");
    assertThat(names(open())).containsExactly("demo");
    assertThat(folder.resolve("volumes/demo")).isDirectory();
  }

  @Test
  void a_node_with_a_volume_gets_no_demo() throws Exception {
    Path root = Files.createDirectory(folder.resolve("fixed"));
    assertThat(names(Catalog.open(settingsWith("fixed", root), ROOT))).containsExactly("fixed");
  }

  @Test
  void sub_directories_of_volumes_root_are_volumes() throws Exception {
    Path root = Files.createDirectory(folder.resolve("volumes"));
    Files.createDirectory(root.resolve("one"));
    Files.createDirectory(root.resolve("Not-A-Name"));
    Files.createDirectory(root.resolve(".hidden"));
    Files.createFile(root.resolve("file"));
    Files.createSymbolicLink(root.resolve("link"), folder);
    Catalog catalog = open();
    assertThat(names(catalog)).containsExactly("one");

    Files.createDirectory(root.resolve("two"));
    Files.delete(root.resolve("one"));
    catalog.refresh();
    assertThat(names(catalog)).containsExactly("two");
  }

  @Test
  void create_makes_a_directory_and_remove_takes_it_away_with_the_gateways_own_folders()
      throws Exception {
    Catalog catalog = open();
    VolumeDefinition made = catalog.create("new-one");
    assertThat(made.root()).isDirectory();
    assertThat(catalog.volume("new-one")).isEqualTo(made);
    Files.createDirectories(made.root().resolve(".s3compat_uploads/sluice/put"));
    Files.writeString(made.root().resolve(".s3compat_uploads/sluice/put/x"), "left over");

    catalog.remove("new-one");
    assertThat(made.root()).doesNotExist();
    assertThat(catalog.volume("new-one")).isNull();
    assertThat(folder.resolve("volumes")).isDirectoryNotContaining("glob:**removing**");
  }

  @Test
  void a_volume_with_a_file_is_not_removed() throws Exception {
    Catalog catalog = open();
    Path file = Files.createFile(folder.resolve("volumes/demo/file"));
    assertRefused(() -> catalog.remove("demo"), Reason.BUCKET_NOT_EMPTY);
    assertThat(file).exists();
    assertThat(names(catalog)).containsExactly("demo");
  }

  @Test
  void a_volume_from_the_settings_is_not_removed() throws Exception {
    Path root = Files.createDirectory(folder.resolve("fixed"));
    Catalog catalog = Catalog.open(settingsWith("fixed", root), ROOT);
    assertRefused(() -> catalog.remove("fixed"), Reason.ACCESS_DENIED);
    assertThat(root).exists();
  }

  @Test
  void create_refuses_bad_and_taken_names() throws Exception {
    Catalog catalog = open();
    Files.createFile(folder.resolve("volumes/taken"));
    assertRefused(() -> catalog.create("../up"), Reason.INVALID_BUCKET_NAME);
    assertRefused(() -> catalog.create("demo"), Reason.BUCKET_ALREADY_OWNED_BY_YOU);
    assertRefused(() -> catalog.create("taken"), Reason.BUCKET_ALREADY_EXISTS);
    assertRefused(() -> catalog.remove("absent"), Reason.NO_SUCH_BUCKET);
  }

  @Test
  void a_configured_root_that_is_missing_is_named() {
    Settings settings = settingsWith("gone", folder.resolve("gone"));
    assertThatThrownBy(() -> Catalog.open(settings, ROOT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("volumes.gone: ")
        .hasMessageEndingWith("is not a directory");
  }

  @Test
  void a_volume_that_contains_what_the_node_keeps_is_refused() throws Exception {
    Files.createDirectory(folder.resolve("link-target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("link-target"));
    Path real = link.toRealPath();
    assertApart(Settings.defaults(real), Map.of("aaa", link), "aaa", "contains data (");
    assertApart(Settings.defaults(real.resolve("not/yet")), Map.of("aaa", link), "aaa", "data (");
    assertApart(
        keeping(folder.resolve("data"), real.resolve("index"), folder.resolve("volumes")),
        Map.of("aaa", link),
        "aaa",
        "contains index.dir (");
    assertApart(
        keeping(folder.resolve("data"), folder.resolve("index"), real.resolve("buckets")),
        Map.of("aaa", link),
        "aaa",
        "contains volumes-root (");
    assertThat(real).isEmptyDirectory();
  }

  @Test
  void what_the_node_keeps_is_refused_where_volumes_root_would_serve_it() throws Exception {
    Path root = Files.createDirectory(folder.resolve("buckets"));
    Path apart = folder.resolve("index");
    assertApart(keeping(root.resolve("data"), apart, root), Map.of(), "data (", "volumes-root");
    assertApart(keeping(root, apart, root), Map.of(), "data (", "volumes-root");
    assertApart(keeping(folder, root.resolve("index"), root), Map.of(), "index.dir (", "lies in");
    Catalog.check(keeping(root.resolve(".data"), apart, root));
  }

  @Test
  void a_directory_under_two_names_or_within_another_volume_is_refused() throws Exception {
    Path outer = Files.createDirectory(folder.resolve("outer"));
    Path inner = Files.createDirectory(outer.resolve("inner"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), outer);
    Settings settings = Settings.defaults(folder.resolve("data"));
    assertApart(settings, Map.of("aaa", outer, "bbb", link), "volumes.aaa (", "same directory");
    assertApart(settings, Map.of("aaa", link, "bbb", inner), "volumes.aaa (", "lies in");
    assertApart(settings, Map.of("aaa", inner, "bbb", outer), "volumes.aaa (", "contains");
  }

  @Test
  void a_volume_of_volumes_root_that_is_another_too_stops_the_start() throws Exception {
    Path root = Files.createDirectories(folder.resolve("volumes/one"));
    Settings settings = settingsWith("fixed", root);
    assertThatThrownBy(() -> Catalog.open(settings, ROOT))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("volume one (", "is the same directory as volumes.fixed (");
    assertThat(names(Catalog.open(settingsWith("one", root), ROOT))).containsExactly("one");
  }

  @Test
  void a_volume_found_later_within_another_is_left_out_alone() throws Exception {
    Path apart = Files.createDirectory(folder.resolve("apart"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), apart);
    Catalog catalog = Catalog.open(settingsWith("fixed", link), ROOT);
    assertThat(catalog.warning()).isNull();

    Path two = Files.createDirectory(folder.resolve("volumes/two"));
    Files.createDirectory(folder.resolve("volumes/three"));
    Files.delete(link);
    Files.createSymbolicLink(link, two);
    catalog.refresh();
    assertThat(names(catalog)).containsExactly("fixed", "three");
    assertThat(catalog.warning()).contains("volume two (", "volumes.fixed (");

    Files.delete(link);
    Files.createSymbolicLink(link, apart);
    catalog.refresh();
    assertThat(names(catalog)).containsExactly("fixed", "three", "two");
    assertThat(catalog.warning()).isNull();
  }

  @Test
  void a_configured_volume_that_is_unmounted_keeps_no_other_from_being_found() throws Exception {
    Path fixed = Files.createDirectory(folder.resolve("fixed"));
    Catalog catalog = Catalog.open(settingsWith("fixed", fixed), ROOT);
    Files.delete(fixed);
    Files.createDirectory(folder.resolve("volumes/next"));
    catalog.refresh();
    assertThat(names(catalog)).containsExactly("fixed", "next");
  }

  @Test
  void a_bucket_goes_though_another_node_still_makes_folders_in_it() throws Exception {
    Catalog catalog = open();
    Path own = catalog.create("short-lived").root().resolve(".sluice");
    Files.createDirectory(own);
    for (int i = 0; i < 500; i++) {
      Files.createFile(own.resolve("file-" + i));
    }
    Path aside = folder.resolve("volumes/.removing-short-lived/.sluice");
    Thread other = Thread.ofPlatform().start(() -> keepMaking(aside));
    catalog.remove("short-lived");
    other.join();
    assertThat(folder.resolve("volumes")).isDirectoryNotContaining("glob:**short-lived");
  }

  /** For a third of a second, and ten at most. */
  private static void keepMaking(Path own) {
    long end = System.nanoTime() + 10_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      try {
        Files.createDirectory(own.resolve("made-" + i));
        end = Math.min(end, System.nanoTime() + 300_000_000L);
      } catch (IOException notThere) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void a_bucket_is_not_made_within_another() throws Exception {
    Path fixed = Files.createDirectory(folder.resolve("fixed"));
    Path buckets = Files.createDirectory(folder.resolve("buckets"));
    Path link = Files.createSymbolicLink(folder.resolve("volumes"), buckets);
    Catalog catalog = Catalog.open(settingsWith("fixed", fixed), ROOT);
    assertThat(catalog.create("good").root()).isDirectory();

    Files.delete(link);
    Files.createSymbolicLink(link, fixed);
    assertRefused(() -> catalog.create("bad"), Reason.ACCESS_DENIED);
    assertThat(fixed).isEmptyDirectory();
  }

  @Test
  void settings_of_a_volume_that_is_not_there_are_a_warning() throws Exception {
    Settings defaults = Settings.defaults(folder);
    VolumeEntry entry = new VolumeEntry(null, defaults.volumeDefaults());
    Files.createDirectories(folder.resolve("volumes/photos"));
    Settings settings = defaults.withVolumes(Map.of("phtos", entry, "photos", entry));
    Catalog catalog = Catalog.open(settings, ROOT);
    assertThat(catalog.warning()).contains("volumes.phtos: ").doesNotContain("photos");
    catalog.create("phtos");
    assertThat(catalog.warning()).isNull();
  }

  @Test
  void a_credential_is_found_by_its_access_key_and_hides_its_secret() throws Exception {
    Catalog catalog = open();
    assertThat(catalog.access().credential("ROOTKEY", Instant.EPOCH)).isEqualTo(ROOT);
    assertThat(catalog.access().credential("OTHER", Instant.EPOCH)).isNull();
    assertThat(ROOT.toString()).doesNotContain("not-for-print");
    assertThat(catalog.access().owner().id()).matches("[0-9a-f]{64}");
  }

  private Catalog open() throws IOException {
    return Catalog.open(Settings.defaults(folder), ROOT);
  }

  private Settings settingsWith(String name, Path root) {
    Settings defaults = Settings.defaults(folder);
    return defaults.withVolumes(Map.of(name, new VolumeEntry(root, defaults.volumeDefaults())));
  }

  private static Settings keeping(Path data, Path index, Path volumesRoot) throws Exception {
    Map<String, String> flags =
        Map.of(
            "data", data.toString(),
            "index.dir", index.toString(),
            "volumes-root", volumesRoot.toString());
    return SettingsLoader.load(new SettingsSources(null, Map.of(), flags));
  }

  private static void assertApart(Settings settings, Map<String, Path> volumes, String... said) {
    Map<String, VolumeEntry> entries = new TreeMap<>();
    volumes.forEach(
        (name, path) -> entries.put(name, new VolumeEntry(path, settings.volumeDefaults())));
    assertThatThrownBy(() -> Catalog.check(settings.withVolumes(entries)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said);
  }

  private static List<String> names(Catalog catalog) {
    return catalog.volumes().stream().map(VolumeDefinition::name).toList();
  }

  private static void assertRefused(Runnable action, Reason reason) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().reason()).isEqualTo(reason));
  }
}
