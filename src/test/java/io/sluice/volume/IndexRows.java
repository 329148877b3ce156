package io.sluice.volume;

import io.sluice.index.IndexScan;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What an index that nobody has open says: inode, size and times of each object. */
final class IndexRows {
  private IndexRows() {}

  static Map<String, String> objects(Path indexDirectory) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    var settings = new IndexSettings(1 << 20, 1 << 20, 64);
    try (VolumeIndex index = VolumeIndex.open(indexDirectory, settings);
        IndexScan scan = index.scan()) {
      scan.seek(new byte[0]);
      for (ListedObject row = scan.object(); row != null; row = scan.object()) {
        rows.put(row.key().toString(), row.identity().toString());
        scan.nextObject();
      }
    }
    return rows;
  }

  /** The same from the volume, for keys of regular files. */
  static Map<String, String> ofTree(OwnedFixture at) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    for (String key : at.treeKeys()) {
      if (!key.endsWith("/")) {
        var status = at.root.status(ObjectKey.of(key));
        rows.put(key, status == null ? "gone" : status.identity().toString());
      }
    }
    return rows;
  }
}
