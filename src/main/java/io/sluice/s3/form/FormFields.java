package io.sluice.s3.form;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form that come before its file. Names are in lower case; the first counts. */
public final class FormFields {
  private static final String FILE_NAME = "${filename}";

  private final Map<String, String> values = new LinkedHashMap<>();
  private String fileName = "";

  void add(String name, String value) {
    values.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
  }

  /** Some browsers send the whole path on their machine. */
  void fileNamed(String name) {
    fileName = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** A field's value, null when the form has none. */
  public @Nullable String get(String lowerCaseName) {
    String value = values.get(lowerCaseName);
    return value == null ? null : value.replace(FILE_NAME, fileName);
  }

  /** All fields, with the file's name in place of {@code ${filename}}. */
  public Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.replaceAll((name, value) -> value.replace(FILE_NAME, fileName));
    return all;
  }
}
