package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.OwnFiles;
import io.sluice.index.Checkpoint;
import io.sluice.index.IndexFailure;
import io.sluice.index.Piece;
import io.sluice.volume.BackupManifest.StoredFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One backup in the making: copies what the volume does not have yet, piece by piece, then writes
 * the manifest, then removes what no manifest names any more.
 */
final class BackupRun implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final Checkpoint checkpoint;
  private final OwnFiles folder;
  private final Map<String, StoredFile> known;
  private final Deque<Piece> rest;
  private final List<StoredFile> done = new ArrayList<>();
  private @Nullable Copy copy;

  /** A file that is being copied; its checksum comes first, since it is part of the name. */
  private static final class Copy {
    final Piece piece;
    final CRC32C checksum = new CRC32C();
    @Nullable StoredFile target;
    long offset;

    Copy(Piece piece) {
      this.piece = piece;
    }
  }

  /**
   * @param known what is known of tables by name: they never change within one store
   */
  BackupRun(Checkpoint checkpoint, OwnFiles folder, Map<String, StoredFile> known) {
    this.checkpoint = checkpoint;
    this.folder = folder;
    this.known = known;
    this.rest = new ArrayDeque<>(checkpoint.pieces());
  }

  String change() {
    return checkpoint.change();
  }

  /** How many bytes are to be read at most. */
  long bytesLeft() {
    return rest.stream()
        .filter(piece -> !known.containsKey(piece.name()))
        .mapToLong(Piece::sizeBytes)
        .sum();
  }

  /**
   * Does the next piece of work.
   *
   * @return bytes read or copied; -1 when all is there
   */
  long step() throws FileFailure, IndexFailure {
    Copy current = copy;
    if (current == null) {
      Piece next = rest.poll();
      if (next == null) {
        return -1;
      }
      StoredFile there = next.immutable() ? known.get(next.name()) : null;
      if (there != null && isThere(there)) {
        done.add(there);
      } else {
        copy = new Copy(next);
      }
      return 0;
    }
    return current.target == null ? sum(current) : copy(current, current.target);
  }

  private boolean isThere(StoredFile file) throws FileFailure {
    return folder.sizeBytes(file.stored()) == file.sizeBytes();
  }

  private long sum(Copy current) throws FileFailure, IndexFailure {
    byte[] bytes = checkpoint.read(current.piece, current.offset, PIECE_BYTES);
    current.checksum.update(bytes);
    current.offset += bytes.length;
    if (bytes.length < PIECE_BYTES) {
      StoredFile target =
          StoredFile.of(current.piece.name(), current.offset, (int) current.checksum.getValue());
      current.target = target;
      current.offset = 0;
      if (isThere(target)) {
        finish(target);
      }
    }
    return bytes.length;
  }

  private long copy(Copy current, StoredFile target) throws FileFailure, IndexFailure {
    byte[] bytes = checkpoint.read(current.piece, current.offset, PIECE_BYTES);
    folder.write(target.stored(), current.offset, bytes);
    current.offset += bytes.length;
    if (bytes.length < PIECE_BYTES) {
      folder.sync(target.stored());
      finish(target);
    }
    return bytes.length;
  }

  private void finish(StoredFile target) {
    done.add(target);
    copy = null;
  }

  /** Writes the manifest, and removes what is of no more use. */
  Map<String, StoredFile> conclude(BackupManifest manifest) throws FileFailure {
    folder.replace(BackupManifest.NAME, manifest.encode());
    Set<String> kept = new HashSet<>(Set.of(BackupManifest.NAME));
    manifest.files().forEach(file -> kept.add(file.stored()));
    for (String name : folder.names()) {
      if (!kept.contains(name)) {
        folder.remove(name);
      }
    }
    Map<String, StoredFile> tables = new HashMap<>();
    manifest.files().forEach(file -> tables.put(file.name(), file));
    return tables;
  }

  List<StoredFile> files() {
    return List.copyOf(done);
  }

  /** Removes a file of which only a part could be written. */
  void dropUnfinished() throws FileFailure {
    Copy current = copy;
    if (current != null && current.target != null) {
      folder.remove(current.target.stored());
    }
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
