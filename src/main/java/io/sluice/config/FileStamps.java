package io.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which files stood at some paths at one time. Equal while none of them was changed, replaced or
 * removed; links are followed, so that swapping a link shows.
 */
public record FileStamps(Map<Path, String> stamps) {
  private static final String IDENTITY = "unix:dev,ino,size,lastModifiedTime,ctime";
  private static final String ABSENT = "absent";

  public FileStamps {
    stamps = Map.copyOf(stamps);
  }

  /** Looks at the files now; blocks shortly. */
  public static FileStamps of(Set<Path> files) {
    Map<Path, String> stamps = new TreeMap<>();
    files.forEach(file -> stamps.put(file, stamp(file)));
    return new FileStamps(stamps);
  }

  private static String stamp(Path file) {
    try {
      return new TreeMap<>(Files.readAttributes(file, IDENTITY)).toString();
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
