package io.sluice.s3.form;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before one part of a form (RFC 7578).
 *
 * @param name the field's
 * @param fileName null when the part names none
 */
record PartHead(String name, @Nullable String fileName) {
  private static final String DISPOSITION = "content-disposition:";
  private static final Pattern NAME = parameter("name");
  private static final Pattern FILE_NAME = parameter("filename");

  /** A parameter, in quotes or without. */
  private static Pattern parameter(String name) {
    return Pattern.compile(
        ";\\s*" + name + "=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\";\\s]+))", Pattern.CASE_INSENSITIVE);
  }

  static PartHead parse(byte[] lines) {
    for (String line : new String(lines, StandardCharsets.UTF_8).split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION)) {
        String name = find(NAME, line);
        if (name != null) {
          return new PartHead(name, find(FILE_NAME, line));
        }
      }
    }
    throw FormReader.malformed();
  }

  private static @Nullable String find(Pattern parameter, String line) {
    Matcher matcher = parameter.matcher(line);
    if (!matcher.find()) {
      return null;
    }
    String quoted = matcher.group(1);
    // Only a quote is escaped by who sends file names; a backslash is one of a path.
    return quoted == null ? matcher.group(2) : quoted.replace("\\\"", "\"");
  }
}
