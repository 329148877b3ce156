package io.sluice.index;

import io.sluice.model.FileIdentity;

/**
 * The value of a directory's row: a byte with bit 0 "was read" and bit 1 "racy", then the identity
 * it was read at as in {@link ObjectRecord}. A directory known by name only is the byte 0.
 */
final class DirectoryRecord {
  private static final int READ = 1;
  private static final int RACY = 2;

  private DirectoryRecord() {}

  static byte[] encode(DirectoryRow row) {
    FileIdentity readAt = row.readAt();
    RecordWriter out = new RecordWriter();
    out.u8((readAt == null ? 0 : READ) | (row.racy() ? RACY : 0));
    if (readAt != null) {
      ObjectRecord.writeIdentity(out, readAt);
    }
    return out.toBytes();
  }

  static DirectoryRow decode(byte[] value) {
    try {
      RecordReader in = new RecordReader(value);
      int head = in.u8();
      FileIdentity readAt = (head & READ) != 0 ? ObjectRecord.readIdentity(in) : null;
      return new DirectoryRow(readAt, (head & RACY) != 0);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IndexFaultException(IndexFailure.Kind.DAMAGED, "an unreadable directory row", e);
    }
  }
}
