package io.sluice.config;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names the fields in which two settings differ. */
public final class SettingsDifference {
  private SettingsDifference() {}

  /** The paths of the fields, such as {@code limits.max-put} or {@code volumes.demo.freshness}. */
  public static Set<String> between(Settings one, Settings other) {
    Set<String> paths = new TreeSet<>();
    compare("", one, other, paths);
    return paths;
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
