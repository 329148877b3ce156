package io.sluice.volume;

import io.sluice.index.IndexFailure;
import io.sluice.index.IndexFaultException;
import io.sluice.index.VolumeIndex;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a volume's index, whatever has become of it: one that is damaged, or another tree's, is
 * made anew; while its disk can't be used it lies in memory.
 *
 * @param index ready for use, and tied to the tree
 * @param trouble why it lies in memory, null when it does not
 */
record IndexOpening(VolumeIndex index, @Nullable IndexFailure trouble) {
  private static final Logger log = LoggerFactory.getLogger(IndexOpening.class);

  /**
   * @throws IndexFailure when the index is in use, or of a newer format: that is never deleted
   */
  static IndexOpening of(VolumeSpec spec, long rootInode) throws IndexFailure {
    try {
      VolumeIndex index = onDisk(spec, rootInode);
      return new IndexOpening(index, null);
    } catch (IndexFailure failure) {
      if (failure.kind() != IndexFailure.Kind.IO) {
        throw failure;
      }
      VolumeIndex index = VolumeIndex.openInMemory(spec.indexDirectory(), spec.index());
      boolean _ = index.belongsTo(rootInode);
      return new IndexOpening(index, failure);
    }
  }

  private static VolumeIndex onDisk(VolumeSpec spec, long rootInode) throws IndexFailure {
    try {
      VolumeIndex index = VolumeIndex.open(spec.indexDirectory(), spec.index());
      if (belongs(index, rootInode)) {
        reportFormat(spec, index.olderFormat());
        return index;
      }
      close(index);
      report(spec, null, "the index is another tree's: rebuilding");
    } catch (IndexFailure failure) {
      if (failure.kind() != IndexFailure.Kind.DAMAGED) {
        throw failure;
      }
      report(spec, failure, "the index is damaged: rebuilding");
    }
    return anew(spec, rootInode);
  }

  private static boolean belongs(VolumeIndex index, long rootInode) throws IndexFailure {
    try {
      return index.belongsTo(rootInode);
    } catch (IndexFaultException fault) {
      close(index);
      throw new IndexFailure(fault.kind(), String.valueOf(fault.getMessage()), fault);
    }
  }

  private static VolumeIndex anew(VolumeSpec spec, long rootInode) throws IndexFailure {
    try {
      VolumeIndex.destroy(spec.indexDirectory());
    } catch (IOException e) {
      throw new IndexFailure(IndexFailure.Kind.IO, "a useless index can't be removed", e);
    }
    VolumeIndex index = VolumeIndex.open(spec.indexDirectory(), spec.index());
    boolean _ = belongs(index, rootInode);
    return index;
  }

  /** Closing marks it as clean, which a full disk does not allow. */
  static void close(VolumeIndex index) {
    try {
      index.close();
    } catch (IndexFaultException fault) {
      log.atWarn().setCause(fault).log("an index was not closed cleanly");
    }
  }

  private static void reportFormat(VolumeSpec spec, long older) {
    if (older > 0) {
      log.atInfo()
          .addKeyValue("volume", spec.name())
          .addKeyValue("format", older)
          .log("the index of an older version was taken over");
    }
  }

  private static void report(VolumeSpec spec, @Nullable IndexFailure failure, String what) {
    log.atWarn().addKeyValue("volume", spec.name()).setCause(failure).log(what);
  }
}
