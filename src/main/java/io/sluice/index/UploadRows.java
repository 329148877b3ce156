package io.sluice.index;

import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** Uploads and their parts. Neither keys nor upload ids hold a NUL, so it can part them. */
final class UploadRows implements UploadSink {
  private static final byte[] META_PREFIX = "upload/".getBytes(StandardCharsets.UTF_8);

  /** Beyond this a range costs less than its rows; a range slows reads down while it is fresh. */
  private static final int FEW_PARTS = 200;

  private static final int CLEARED_AT_ONCE = 1_000;

  private final Store store;

  UploadRows(Store store) {
    this.store = store;
  }

  @Override
  public void putUpload(ObjectKey key, String uploadId, String json) {
    change(batch -> {
      batch.put(store.handle(Family.UPLOADS), uploadKey(key, uploadId), utf8(json));
      batch.put(store.handle(Family.META), metaKey(uploadId), key.utf8());
    });
  }

  @Nullable StoredUpload upload(String uploadId) {
    byte[] keyBytes = store.get(Family.META, metaKey(uploadId));
    ObjectKey key = keyBytes == null ? null : ObjectKey.ofUtf8(keyBytes);
    byte[] json = key == null ? null : store.get(Family.UPLOADS, uploadKey(key, uploadId));
    return key == null || json == null ? null : new StoredUpload(key, uploadId, text(json));
  }

  List<StoredUpload> uploads(byte[] from, ObjectKey prefix, int limit) {
    List<StoredUpload> found = new ArrayList<>();
    walk(Family.UPLOADS, from, prefix.utf8(), limit, (row, json) -> found.add(upload(row, json)));
    return found;
  }

  static byte[] after(@Nullable ObjectKey key, @Nullable String uploadId, ObjectKey prefix) {
    byte[] start = prefix.utf8();
    if (key == null) {
      return start;
    }
    byte[] after =
        uploadId == null
            ? join(key.utf8(), new byte[] {1})
            : KeyBytes.justAfter(uploadKey(key, uploadId));
    return Arrays.compareUnsigned(after, start) > 0 ? after : start;
  }

  @Override
  public void putPart(String uploadId, int number, String json) {
    change(batch -> batch.put(store.handle(Family.PARTS), partKey(uploadId, number), utf8(json)));
  }

  List<StoredPart> partsAfter(String uploadId, int number, int limit) {
    List<StoredPart> found = new ArrayList<>();
    byte[] prefix = join(utf8(uploadId), new byte[1]);
    walk(
        Family.PARTS,
        partKey(uploadId, number + 1),
        prefix,
        limit,
        (row, json) ->
            found.add(new StoredPart(ByteBuffer.wrap(row).getInt(prefix.length), text(json))));
    return found;
  }

  void removeUpload(String uploadId) {
    StoredUpload upload = upload(uploadId);
    List<byte[]> parts = new ArrayList<>();
    byte[] prefix = join(utf8(uploadId), new byte[1]);
    walk(Family.PARTS, prefix, prefix, FEW_PARTS + 1, (row, json) -> parts.add(row));
    change(batch -> {
      if (parts.size() > FEW_PARTS) {
        batch.deleteRange(store.handle(Family.PARTS), prefix, KeyBytes.after(prefix));
      } else {
        for (byte[] part : parts) {
          batch.delete(store.handle(Family.PARTS), part);
        }
      }
      if (upload != null) {
        batch.delete(store.handle(Family.UPLOADS), uploadKey(upload.key(), uploadId));
      }
      batch.delete(store.handle(Family.META), metaKey(uploadId));
    });
  }

  /** Forgets all uploads. */
  void clear() {
    List<StoredUpload> all;
    do {
      all = uploads(new byte[0], ObjectKey.ROOT, CLEARED_AT_ONCE);
      all.forEach(upload -> removeUpload(upload.uploadId()));
    } while (all.size() == CLEARED_AT_ONCE);
  }

  private void walk(Family family, byte[] from, byte[] prefix, int limit, RowSink sink) {
    store.enter();
    try (RocksIterator rows = store.iterators(family).getFirst()) {
      int left = limit;
      for (rows.seek(from); left > 0 && rows.isValid(); rows.next()) {
        byte[] row = rows.key();
        if (!KeyBytes.startsWith(row, prefix)) {
          return;
        }
        sink.row(row, rows.value());
        left--;
      }
      rows.status();
    } catch (RocksDBException e) {
      throw store.fault(e);
    } finally {
      store.leave();
    }
  }

  private void change(Change change) {
    store.enter();
    try (WriteBatch batch = new WriteBatch()) {
      change.to(batch);
      store.write(batch, false);
    } catch (RocksDBException e) {
      throw store.fault(e);
    } finally {
      store.leave();
    }
  }

  private StoredUpload upload(byte[] row, byte[] json) {
    int nul = 0;
    while (nul < row.length && row[nul] != 0) {
      nul++;
    }
    ObjectKey key = ObjectKey.ofUtf8(Arrays.copyOf(row, nul));
    if (key == null || nul == row.length) {
      throw store.noted(
          new IndexFaultException(
              IndexFailure.Kind.DAMAGED,
              "an unreadable upload row",
              new IllegalStateException("no key")));
    }
    return new StoredUpload(key, text(Arrays.copyOfRange(row, nul + 1, row.length)), text(json));
  }

  private static byte[] uploadKey(ObjectKey key, String uploadId) {
    return join(key.utf8(), utf8("\0" + uploadId));
  }

  private static byte[] partKey(String uploadId, int number) {
    byte[] id = utf8(uploadId + "\0");
    return ByteBuffer.allocate(id.length + Integer.BYTES).put(id).putInt(number).array();
  }

  private static byte[] metaKey(String uploadId) {
    return join(META_PREFIX, utf8(uploadId));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private interface Change {
    void to(WriteBatch batch) throws RocksDBException;
  }

  private interface RowSink {
    void row(byte[] key, byte[] value);
  }
}
