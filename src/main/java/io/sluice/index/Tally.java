package io.sluice.index;

import io.sluice.model.Usage;

/**
 * What some rows of the family {@code objects} add up to.
 *
 * @param rows all of them, directories too
 */
record Tally(long rows, long files, long bytes, long unhashedFiles, long unhashedBytes) {
  static final Tally ZERO = new Tally(0, 0, 0, 0, 0);

  private static final Tally DIRECTORY = new Tally(1, 0, 0, 0, 0);

  /** One row. */
  static Tally of(byte[] key, byte[] value) {
    if (key.length == 0 || key[key.length - 1] == '/') {
      return DIRECTORY;
    }
    long sizeBytes = ObjectRecord.decodeSize(value);
    return ObjectRecord.isUnhashed(value)
        ? new Tally(1, 1, sizeBytes, 1, sizeBytes)
        : new Tally(1, 1, sizeBytes, 0, 0);
  }

  Tally plus(Tally other) {
    return new Tally(
        rows + other.rows,
        files + other.files,
        bytes + other.bytes,
        unhashedFiles + other.unhashedFiles,
        unhashedBytes + other.unhashedBytes);
  }

  Tally minus(Tally other) {
    return new Tally(
        rows - other.rows,
        files - other.files,
        bytes - other.bytes,
        unhashedFiles - other.unhashedFiles,
        unhashedBytes - other.unhashedBytes);
  }

  /** Whether rows can add up to this; else something was counted wrongly. */
  boolean isPossible() {
    return files >= 0 && files <= rows && unhashedFiles >= 0 && unhashedFiles <= files;
  }

  Usage usage() {
    return new Usage(files, bytes, unhashedFiles, unhashedBytes);
  }

  byte[] encode() {
    RecordWriter out = new RecordWriter().varint(rows).varint(files).varint(bytes);
    return out.varint(unhashedFiles).varint(unhashedBytes).toBytes();
  }

  static Tally decode(byte[] value) {
    try {
      RecordReader in = new RecordReader(value);
      return new Tally(in.varint(), in.varint(), in.varint(), in.varint(), in.varint());
    } catch (IndexOutOfBoundsException e) {
      throw new IndexFaultException(IndexFailure.Kind.DAMAGED, "an unreadable usage row", e);
    }
  }
}
