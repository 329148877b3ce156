package io.sluice.config;

import io.sluice.model.VolumeName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a node from all their sources. */
public final class SettingsLoader {
  /** Where a node keeps its things unless told otherwise, below the current directory. */
  public static final Path DEFAULT_DATA = Path.of("data");

  private SettingsLoader() {}

  /**
   * Reads, merges and checks.
   *
   * @throws SettingsFault naming the first field that can't be used and where it was given
   */
  public static Settings load(SettingsSources sources) throws SettingsFault {
    return load(sources, new HashSet<>());
  }

  /**
   * The same, for whoever watches the files.
   *
   * @param filesRead gets each file that was looked at, also when the settings can't be used
   */
  public static Settings load(SettingsSources sources, Set<Path> filesRead) throws SettingsFault {
    Path file = sources.file();
    if (file != null) {
      filesRead.add(file);
    }
    Given.Fields given =
        file == null ? new Given.Fields(Map.of(), "the settings") : YamlFile.read(file);
    given = Overlay.flags(Overlay.environment(given, sources), sources.flags());
    RecordReader reader = new RecordReader(new SecretSource(sources.environment(), filesRead));
    Settings settings = reader.read(Settings.defaults(data(given)), given.without("volumes"), "");
    return settings.withVolumes(volumes(given.fields().get("volumes"), settings, reader));
  }

  /** The data directory comes first, since other defaults lie in it. */
  private static Path data(Given.Fields given) throws SettingsFault {
    Given data = given.fields().get("data");
    if (data == null) {
      return DEFAULT_DATA;
    }
    return path(data, "data");
  }

  private static Map<String, VolumeEntry> volumes(
      @Nullable Given given, Settings settings, RecordReader reader) throws SettingsFault {
    Map<String, VolumeEntry> volumes = new TreeMap<>();
    if (given == null) {
      return volumes;
    }
    if (!(given instanceof Given.Fields fields)) {
      throw new SettingsFault(
          "volumes", "must be a mapping of volumes by name, found " + given.kind(), given.origin());
    }
    for (var volume : fields.fields().entrySet()) {
      volumes.put(volume.getKey(), entry(volume.getKey(), volume.getValue(), settings, reader));
    }
    return volumes;
  }

  private static VolumeEntry entry(String name, Given given, Settings settings, RecordReader reader)
      throws SettingsFault {
    String here = "volumes." + name;
    String fault = VolumeName.fault(name);
    if (fault != null) {
      throw new SettingsFault(here, "the name " + fault, given.origin());
    }
    if (!(given instanceof Given.Fields fields)) {
      return new VolumeEntry(path(given, here), settings.volumeDefaults());
    }
    Given path = fields.fields().get("path");
    return new VolumeEntry(
        path == null ? null : path(path, here + ".path"),
        reader.read(settings.volumeDefaults(), fields.without("path"), here));
  }

  private static Path path(Given given, String here) throws SettingsFault {
    String text = RecordReader.text(given, here);
    try {
      return Scalars.path(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsFault(here, e.getMessage() + ", but is '" + text + "'", given.origin());
    }
  }
}
