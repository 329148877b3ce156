package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Reads raw names from an open directory (getdents64(2)), without {@code .} and {@code ..}. */
final class DirectoryReader {
  private static final long BUFFER_BYTES = 64 * 1024;

  private final Descriptor directory;

  DirectoryReader(Descriptor directory) {
    this.directory = directory;
  }

  /** Takes names as the kernel gives them. */
  interface Sink {
    void name(NameView name) throws FileFailure;
  }

  /** The next names; empty at the end. */
  List<byte[]> next() throws FileFailure {
    List<byte[]> names = new ArrayList<>();
    boolean more = true;
    while (more && names.isEmpty()) {
      more = next(name -> names.add(name.copy()));
    }
    return names;
  }

  /**
   * Shows the next names, if need be none, without an object for each.
   *
   * @return false at the end
   */
  boolean next(Sink sink) throws FileFailure {
    int length = NameCalls.names(directory.number(), BUFFER_BYTES);
    FileFailure.check(length, "getdents64", directory.subject());
    byte[] bytes = new byte[length];
    MemorySegment.copy(Scratch.get().data(), ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    NameView view = new NameView(bytes);
    while (view.advance()) {
      sink.name(view);
    }
    return length > 0;
  }
}
