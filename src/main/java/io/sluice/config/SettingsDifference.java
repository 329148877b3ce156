package io.sluice.config;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names the fields in which two settings differ. */
public final class SettingsDifference {
  private SettingsDifference() {}

  /** The paths of the fields, such as {@code limits.max-put} or {@code volumes.demo.freshness}. */
  public static Set<String> between(Settings one, Settings other) {
    Set<String> paths = new TreeSet<>();
    compare("", completed(one, other), completed(other, one), paths);
    return paths;
  }

  /**
   * Settings with an entry for each volume of volumes-root that the other ones name: there it has
   * the defaults, so that naming it changes no more than the fields that differ from them.
   */
  private static Settings completed(Settings settings, Settings other) {
    Map<String, VolumeEntry> volumes = new TreeMap<>(settings.volumes());
    other
        .volumes()
        .forEach((name, entry) -> {
          if (entry.path() == null) {
            volumes.putIfAbsent(name, new VolumeEntry(null, settings.volumeDefaults()));
          }
        });
    return settings.withVolumes(volumes);
  }

  private static void compare(
      String path, @Nullable Object one, @Nullable Object other, Set<String> into) {
    if (Objects.equals(one, other)) {
      return;
    }
    if (one instanceof Record a && other instanceof Record b && !(one instanceof Secret)) {
      for (FieldName name : FieldName.of(a.getClass())) {
        compare(
            RecordReader.join(path, name.yaml()),
            RecordReader.valueOf(a, name),
            RecordReader.valueOf(b, name),
            into);
      }
    } else if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      Set<Object> names = new TreeSet<>(a.keySet());
      names.addAll(b.keySet());
      for (Object name : names) {
        compare(RecordReader.join(path, name.toString()), a.get(name), b.get(name), into);
      }
    } else {
      into.add(path);
    }
  }
}
