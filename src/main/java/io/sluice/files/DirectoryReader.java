package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Reads raw names from an open directory (getdents64(2)), without {@code .} and {@code ..}. */
final class DirectoryReader {
  private static final long BUFFER_BYTES = 64 * 1024;
  private static final int NAME_OFFSET = 19;

  private final Descriptor directory;

  DirectoryReader(Descriptor directory) {
    this.directory = directory;
  }

  /** One name as the kernel gives it. */
  static final class RawName {
    private final byte[] bytes;
    private final int kind;
    private final long inode;

    private RawName(byte[] bytes, int kind, long inode) {
      this.bytes = bytes;
      this.kind = kind;
      this.inode = inode;
    }

    byte[] bytes() {
      return bytes;
    }

    /** The kernel's DT_ number, 0 when the file system does not tell. */
    int kind() {
      return kind;
    }

    long inode() {
      return inode;
    }
  }

  /** The next names; empty at the end. */
  List<RawName> next() throws FileFailure {
    List<RawName> names = new ArrayList<>();
    while (names.isEmpty()) {
      int length = NameCalls.names(directory.number(), BUFFER_BYTES);
      FileFailure.check(length, "getdents64", directory.subject());
      if (length == 0) {
        return names;
      }
      decode(Scratch.get().data(), length, names);
    }
    return names;
  }

  /** Each entry: inode, offset, length of the entry, kind, name with its NUL, padding. */
  private static void decode(MemorySegment buffer, int length, List<RawName> names) {
    long at = 0;
    while (at < length) {
      int entryBytes = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16));
      byte[] name = name(buffer, at + NAME_OFFSET);
      if (!isDots(name)) {
        int kind = buffer.get(ValueLayout.JAVA_BYTE, at + 18);
        names.add(new RawName(name, kind, buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, at)));
      }
      at += entryBytes;
    }
  }

  private static byte[] name(MemorySegment buffer, long start) {
    int length = 0;
    while (buffer.get(ValueLayout.JAVA_BYTE, start + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, start, name, 0, length);
    return name;
  }

  private static boolean isDots(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }
}
