package io.sluice.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store as it is at one moment, as files that nobody changes: hard links beside it, which cost
 * next to nothing. Closing removes them.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String TABLE = ".sst";

  private final Path directory;
  private final String change;
  private final List<Piece> pieces;

  private Checkpoint(Path directory, String change, List<Piece> pieces) {
    this.directory = directory;
    this.change = change;
    this.pieces = pieces;
  }

  /** Takes one into a directory that is not there yet. */
  static Checkpoint of(Store store, Path directory, String change) throws IndexFailure {
    boolean done = false;
    try {
      IndexFolder.delete(directory);
      store.checkpoint(directory);
      List<Piece> pieces = new ArrayList<>();
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          pieces.add(new Piece(name, Files.size(file), name.endsWith(TABLE)));
        }
      }
      done = true;
      return new Checkpoint(directory, change, pieces);
    } catch (IOException | UncheckedIOException e) {
      throw new IndexFailure(IndexFailure.Kind.IO, "no checkpoint in " + directory, e);
    } finally {
      if (!done) {
        remove(directory);
      }
    }
  }

  /** What {@link VolumeIndex#change} said when this was taken, or an earlier one. */
  public String change() {
    return change;
  }

  public List<Piece> pieces() {
    return pieces;
  }

  /** Reads from one file; shorter at its end. */
  public byte[] read(Piece piece, long offsetBytes, int lengthBytes) throws IndexFailure {
    try (FileChannel file = FileChannel.open(directory.resolve(piece.name()))) {
      ByteBuffer buffer = ByteBuffer.allocate(lengthBytes);
      int length = 0;
      while (length >= 0 && buffer.hasRemaining()) {
        length = file.read(buffer, offsetBytes + buffer.position());
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    } catch (IOException e) {
      throw new IndexFailure(IndexFailure.Kind.IO, "a checkpoint can't be read", e);
    }
  }

  @Override
  public void close() {
    remove(directory);
  }

  private static void remove(Path directory) {
    try {
      IndexFolder.delete(directory);
    } catch (IOException e) {
      // It is no store's name: the next opening removes it.
    }
  }
}
