package io.sluice.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native code. Left to itself, the binding unpacks 17 MB into the temporary folder at
 * every start and leaves them there when the process is killed; here it is unpacked once into a
 * fixed folder and loaded from there.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Loads the library from a folder, unpacking it first if it isn't there or has another size. Must
   * come before the first {@link VolumeIndex#open}; calls after the first do nothing.
   *
   * @throws IOException if the library can't be unpacked or loaded, or there is none for this
   *     machine; the message is for the one who starts the node
   */
  public static void load(Path folder) throws IOException {
    String packedName = Environment.getJniLibraryFileName("rocksdb");
    URL packed = RocksDB.class.getClassLoader().getResource(packedName);
    if (packed == null) {
      throw new IOException("RocksDB has no native library for this machine: " + packedName);
    }
    Files.createDirectories(folder);
    // The name under which the binding looks for it in a folder, not the one that it has in the
    // jar.
    unpack(packed, folder.resolve(Environment.getJniLibraryFileName("rocksdbjni")));
    try {
      RocksDB.loadLibrary(List.of(folder.toAbsolutePath().toString()));
    } catch (UnsatisfiedLinkError e) {
      throw new IOException(
          "the native library in %s can't be loaded; is its file system mounted noexec? (%s)"
              .formatted(folder.toAbsolutePath(), e.getMessage()),
          e);
    }
  }

  private static void unpack(URL packed, Path library) throws IOException {
    URLConnection source = packed.openConnection();
    if (Files.exists(library) && Files.size(library) == source.getContentLengthLong()) {
      return;
    }
    // By rename, since another process may be starting from the same folder.
    Path part = Files.createTempFile(library.getParent(), "unpacking", ".so");
    try (InputStream content = source.getInputStream()) {
      Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
