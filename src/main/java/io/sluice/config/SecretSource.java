package io.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a secret that was given as it is, by the name of an environment variable, or by that of a
 * file. Messages never repeat what was given, since a secret may stand there by mistake.
 *
 * @param environment of the process
 * @param filesRead gets each file that is read, also when reading fails
 */
record SecretSource(Map<String, String> environment, Set<Path> filesRead) {
  static final String VARIABLE = "-env";
  static final String FILE = "-file";

  private static final int MAX_FILE_BYTES = 4096;

  /** The names under which a secret can be given. */
  static List<String> spellings(String name) {
    return List.of(name, name + VARIABLE, name + FILE);
  }

  /** The name of the secret that one of its spellings gives; of any other field, its own. */
  static String stem(String spelling) {
    for (String suffix : List.of(VARIABLE, FILE)) {
      if (spelling.endsWith(suffix)) {
        return spelling.substring(0, spelling.length() - suffix.length());
      }
    }
    return spelling;
  }

  /** The secret under a name in these fields; null when it is not given. */
  @Nullable Secret find(String name, Given.Fields fields, String path) throws SettingsFault {
    List<String> given = new ArrayList<>();
    for (String spelling : spellings(name)) {
      if (fields.fields().containsKey(spelling)) {
        given.add(spelling);
      }
    }
    if (given.isEmpty()) {
      return null;
    }
    String spelling = given.getFirst();
    String here = RecordReader.join(path, spelling);
    Given value = fields.nearest(spelling);
    if (given.size() > 1) {
      throw new SettingsFault(
          here, "only one of " + String.join(", ", given) + " may be given", value.origin());
    }
    try {
      return new Secret(resolve(spelling, name, RecordReader.text(value, here)));
    } catch (IllegalArgumentException e) {
      throw new SettingsFault(here, String.valueOf(e.getMessage()), value.origin());
    }
  }

  private String resolve(String spelling, String name, String text) {
    if (spelling.equals(name)) {
      return text;
    }
    if (spelling.equals(name + VARIABLE)) {
      String value = environment.get(text);
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException("names an environment variable that is not set");
      }
      return value;
    }
    return read(Scalars.path(text));
  }

  private String read(Path file) {
    filesRead.add(file);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("names a file that is too large for a secret");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      String why = e.getClass().getSimpleName().replace("Exception", "");
      throw new IllegalArgumentException("names a file that can't be read: " + why, e);
    }
  }
}
