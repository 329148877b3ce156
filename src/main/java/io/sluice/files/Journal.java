package io.sluice.files;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, one a line, only ever appended to: checksum in hexadecimal, a space, the text.
 * A crash may tear the last line; the checksum tells, and the next append starts on a line of its
 * own, so that a torn record spoils no other.
 */
final class Journal {
  private static final int CHECKSUM_DIGITS = 8;

  private Journal() {}

  static void append(Descriptor file, String line) throws FileFailure {
    if (line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a record is one line");
    }
    long size = file.stat().status().identity().sizeBytes();
    String torn = endsWhole(file, size) ? "" : "\n";
    SmallFile.write(file, size, Tree.bytes(torn + checksum(line) + " " + line + "\n"));
  }

  private static boolean endsWhole(Descriptor file, long size) throws FileFailure {
    if (size == 0) {
      return true;
    }
    long length = DataCalls.read(file.number(), 1, size - 1);
    FileFailure.check(length, "pread", file.subject());
    return Scratch.get().data().get(ValueLayout.JAVA_BYTE, 0) == '\n';
  }

  static List<String> lines(Descriptor file) throws FileFailure {
    String content = new String(SmallFile.read(file), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = content.indexOf('\n'); end >= 0; end = content.indexOf('\n', start)) {
      String record = content.substring(start, end);
      if (isWhole(record)) {
        lines.add(record.substring(CHECKSUM_DIGITS + 1));
      }
      start = end + 1;
    }
    return lines;
  }

  private static boolean isWhole(String record) {
    return record.length() > CHECKSUM_DIGITS
        && record.charAt(CHECKSUM_DIGITS) == ' '
        && record.startsWith(checksum(record.substring(CHECKSUM_DIGITS + 1)));
  }

  private static String checksum(String line) {
    CRC32C checksum = new CRC32C();
    checksum.update(Tree.bytes(line));
    return String.format("%08x", checksum.getValue());
  }
}
