package io.sluice.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a path that the JDK holds, whatever the locale. */
final class RootPath {
  private RootPath() {}

  /** A path's URI escapes the very bytes of the path, so it survives where text would not. */
  static byte[] bytes(Path path) {
    String raw = path.toAbsolutePath().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] escaped = raw.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] == '%') {
        bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(escaped[i]);
      }
    }
    return bytes.toByteArray();
  }
}
