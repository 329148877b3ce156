package io.sluice.index;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families, as {@code package-info} describes them. */
enum Family {
  OBJECTS,
  DIRECTORIES,
  INODES,
  USAGE,
  UPLOADS,
  PARTS,
  META;

  byte[] familyName() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
  }
}
