package io.sluice.index;

import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** Picks files that aren't hashed out of rows. */
final class UnhashedFiles implements Rows.Visitor {
  private final long maxSizeBytes;
  private final int limit;
  private final List<UnhashedFile> files = new ArrayList<>();

  UnhashedFiles(long maxSizeBytes, int limit) {
    this.maxSizeBytes = maxSizeBytes;
    this.limit = limit;
  }

  @Override
  public boolean row(byte[] utf8, byte[] value) {
    Tally row = Tally.of(utf8, value);
    if (row.unhashedFiles() > 0 && row.bytes() <= maxSizeBytes) {
      ObjectKey key = ObjectKey.ofUtf8(utf8);
      if (key != null) {
        files.add(new UnhashedFile(key, ObjectRecord.decodeIdentity(value)));
      }
    }
    return wantsMore();
  }

  boolean wantsMore() {
    return files.size() < limit;
  }

  List<UnhashedFile> files() {
    return files;
  }
}
