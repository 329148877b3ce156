package io.sluice.operation;

import io.sluice.bus.LocalOwner;
import io.sluice.bus.VolumeCommand;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.OpenFile;
import io.sluice.files.StoredAttributes;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.body.Digests;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds objects and opens them such that what is said of an object is true of the opened file. */
final class ObjectReads {
  // A file that changes between lookup and opening is looked up again; one that never rests is
  // answered as opened.
  private static final int ROUNDS = 4;

  private final Rooms rooms;

  ObjectReads(Rooms rooms) {
    this.rooms = rooms;
  }

  /** An entry and its file, open; for a directory object its content instead. */
  record Opened(ObjectEntry entry, @Nullable OpenFile file, @Nullable ByteBuffer content)
      implements AutoCloseable {
    Opened(ObjectEntry entry, OpenFile file) {
      this(entry, file, null);
    }

    boolean isOpen() {
      return file != null && file.isOpen();
    }

    @Override
    public void close() {
      if (file != null) {
        file.close();
      }
    }
  }

  /**
   * The object as it is now, if its owner is in this process and both it and the kernel can tell
   * from memory; else null. Never blocks: no thread is changed, which costs more than the look.
   */
  @Nullable ObjectEntry known(String bucket, ObjectKey key) {
    ObjectEntry row = remembered(bucket, key);
    if (row == null) {
      return null;
    }
    FileStatus now = rooms.mounts().root(bucket).statusNow(key);
    return now != null && now.type() == FileType.REGULAR && now.identity().equals(row.identity())
        ? row
        : null;
  }

  /** The same, opened. */
  @Nullable Opened openedNow(String bucket, ObjectKey key) {
    ObjectEntry row = remembered(bucket, key);
    if (row == null) {
      return null;
    }
    OpenFile file = rooms.mounts().root(bucket).openNow(key, row.identity());
    return file == null ? null : new Opened(row, file);
  }

  private @Nullable ObjectEntry remembered(String bucket, ObjectKey key) {
    LocalOwner owner = rooms.volumes().owner(bucket);
    return owner == null || !rooms.mounts().has(bucket) ? null : owner.remembered(key);
  }

  /** The object as it is now; fails with NO_SUCH_KEY. */
  Future<ObjectEntry> lookup(String bucket, ObjectKey key) {
    if (rooms.lanes().isFullForReads(bucket)) {
      return Future.failedFuture(QueueGate.slowDown());
    }
    return rooms
        .volumes()
        .ask(new VolumeCommand.Lookup(bucket, key))
        .map(looked -> {
          ObjectEntry entry = looked.entry();
          if (entry == null) {
            throw noSuchKey();
          }
          return entry;
        });
  }

  /** Opens the file of an entry; looks it up again when the file is another one by now. */
  Future<Opened> open(String bucket, ObjectEntry entry) {
    return open(bucket, entry, 1);
  }

  private Future<Opened> open(String bucket, ObjectEntry entry, int round) {
    if (entry.key().isDirectory() && entry.identity().sizeBytes() == 0) {
      return Future.succeededFuture(new Opened(entry, null, ByteBuffer.allocate(0)));
    }
    VolumeRoot root = rooms.mounts().root(bucket);
    // Who looked it up has mostly left in the kernel's memory what opening needs.
    OpenFile prompt = root.openNow(entry.key(), entry.identity());
    if (prompt != null) {
      return Future.succeededFuture(new Opened(entry, prompt));
    }
    return rooms
        .blocking(
            bucket,
            () ->
                entry.key().isDirectory()
                    ? openDirectory(root, entry, round == ROUNDS)
                    : openFile(root, entry, round == ROUNDS))
        .compose(opened ->
            opened.isPresent()
                ? Future.succeededFuture(opened.get())
                : lookup(bucket, entry.key()).compose(again -> open(bucket, again, round + 1)));
  }

  /** Empty when the content is not that which the entry speaks of. */
  private static Optional<Opened> openDirectory(VolumeRoot root, ObjectEntry entry, boolean last) {
    try {
      byte[] body = root.directoryBody(entry.key());
      ContentClaim claim = entry.claim();
      if (body != null
          && claim != null
          && claim.tag().equals(EntityTag.ofMd5(Digests.md5().digest(body)))) {
        return Optional.of(new Opened(entry, null, ByteBuffer.wrap(body)));
      }
      if (last) {
        throw noSuchKey();
      }
      return Optional.empty();
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  /** Empty when the file is not the one that the entry speaks of. */
  private static Optional<Opened> openFile(VolumeRoot root, ObjectEntry entry, boolean takeAny) {
    try {
      OpenFile file = root.open(entry.key());
      if (file == null) {
        if (takeAny) {
          throw noSuchKey();
        }
        return Optional.empty();
      }
      if (file.status().identity().equals(entry.identity())) {
        return Optional.of(new Opened(entry, file));
      }
      if (takeAny) {
        return Optional.of(asOpened(entry.key(), file));
      }
      file.close();
      return Optional.empty();
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  private static Opened asOpened(ObjectKey key, OpenFile file) throws FileFailure {
    try {
      FileIdentity identity = file.status().identity();
      StoredAttributes stored = file.attributes();
      // What is stored counts for the file as it is after it was read.
      ContentClaim claim = file.statusNow().identity().equals(identity) ? stored.claim() : null;
      return new Opened(new ObjectEntry(key, identity, stored.metadata(), claim), file);
    } catch (FileFailure failure) {
      file.close();
      throw failure;
    }
  }

  static RuntimeException noSuchKey() {
    return Refusal.exception(Reason.NO_SUCH_KEY, "The specified key does not exist.");
  }
}
