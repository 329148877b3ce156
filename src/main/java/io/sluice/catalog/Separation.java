package io.sluice.catalog;

import io.sluice.config.Settings;
import io.sluice.model.VolumeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps volumes apart from each other and from what the node keeps for itself. A directory that
 * belongs to two volumes has two owners that know nothing of each other's locks; a data directory
 * in a volume shows the administrator's secret to whoever may read there. Directories are compared
 * without links, and by what the file system knows them by, which finds one that is mounted twice.
 */
final class Separation {
  /** The marks of each volume's root. */
  private final Map<Object, String> roots = new HashMap<>();

  /**
   * The marks of what is no volume's to contain, and of all that such a place or a root lies in.
   */
  private final Map<Object, String> above = new HashMap<>();

  private final Map<Path, List<Object>> marks = new HashMap<>();

  private Separation() {}

  /**
   * Of a node that has no volumes yet.
   *
   * @throws IOException when what the node keeps for itself would be a volume of volumes-root
   */
  static Separation of(Settings settings) throws IOException {
    Separation separation = new Separation();
    Path volumesRoot = real(settings.volumesRoot());
    separation.keep("data", settings.data(), volumesRoot);
    separation.keep("index.dir", settings.index().dir(), volumesRoot);
    // A volume around it would contain each bucket that is made.
    separation.add(volumesRoot, label("volumes-root", settings.volumesRoot()));
    return separation;
  }

  private void keep(String field, Path directory, Path volumesRoot) throws IOException {
    Path real = real(directory);
    String label = label(field, directory);
    if (real.equals(volumesRoot)) {
      throw new IOException(label + " is the same directory as volumes-root");
    }
    if (real.startsWith(volumesRoot)
        && VolumeName.isValid(real.getName(volumesRoot.getNameCount()).toString())) {
      throw new IOException(
          label + " lies in volumes-root (" + volumesRoot + "), whose sub-directories are volumes");
    }
    add(real, label);
  }

  /**
   * Takes one more volume, unless it would share files with what was taken before.
   *
   * @param name of the volume in messages
   * @return what is wrong, naming both; null when it was taken
   */
  @Nullable String take(String name, Path root) throws IOException {
    Path real = real(root);
    String label = label(name, root);
    for (@Nullable Path step = real; step != null; step = step.getParent()) {
      String other = named(roots, step);
      if (other != null) {
        return label + (step.equals(real) ? " is the same directory as " : " lies in ") + other;
      }
    }
    String inside = named(above, real);
    if (inside != null) {
      return label + " contains " + inside;
    }
    for (Object mark : marks(real)) {
      roots.put(mark, label);
    }
    add(real.getParent(), label);
    return null;
  }

  private void add(@Nullable Path place, String label) {
    for (@Nullable Path step = place; step != null; step = step.getParent()) {
      for (Object mark : marks(step)) {
        above.putIfAbsent(mark, label);
      }
    }
  }

  private @Nullable String named(Map<Object, String> places, Path place) {
    for (Object mark : marks(place)) {
      String label = places.get(mark);
      if (label != null) {
        return label;
      }
    }
    return null;
  }

  /** What a directory is known by: its path, and device and inode where it exists. */
  private List<Object> marks(Path place) {
    return marks.computeIfAbsent(place, Separation::look);
  }

  private static List<Object> look(Path place) {
    try {
      Object key = Files.readAttributes(place, BasicFileAttributes.class).fileKey();
      return key == null ? List.of(place) : List.of(place, key);
    } catch (IOException notThereYet) {
      return List.of(place);
    }
  }

  /** The path without links; what is not there yet lies where it would be made. */
  private static Path real(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path there = absolute;
    while (!Files.exists(there)) {
      Path parent = there.getParent();
      if (parent == null) {
        return absolute.normalize();
      }
      there = parent;
    }
    int known = there.getNameCount();
    Path real = there.toRealPath();
    return known == absolute.getNameCount()
        ? real
        : real.resolve(absolute.subpath(known, absolute.getNameCount())).normalize();
  }

  private static String label(String name, Path path) {
    return name + " (" + path + ")";
  }
}
