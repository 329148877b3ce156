package io.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The name of a node among others, kept in its data directory. */
final class NodeId {
  private static final int LENGTH_BYTES = 8;

  private NodeId() {}

  /** Reads it, or makes it on the first start. */
  static String readOrMake(Path dataDirectory, RandomGenerator random) throws IOException {
    Path file = dataDirectory.resolve("node-id");
    try {
      String kept = Files.readString(file).strip();
      if (kept.matches("[a-z0-9-]{4,64}")) {
        return kept;
      }
      throw new IOException(file + " does not hold a node id");
    } catch (NoSuchFileException e) {
      // The first start.
    }
    byte[] made = new byte[LENGTH_BYTES];
    random.nextBytes(made);
    String id = HexFormat.of().formatHex(made);
    Path fresh = Files.createTempFile(dataDirectory, "node-id", ".new");
    Files.writeString(fresh, id + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return id;
  }
}
