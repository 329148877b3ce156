package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Turns a staged file into exactly what the object will be.
 *
 * <p>A claim counts only while the file's change time is close to its stamp, so the time between
 * stamp and publishing must stay short. Writing gigabytes back to the disk takes longer than that:
 * then the file is stamped again once its content is safe.
 */
final class Sealer {
  private static final long SLOW_NANOS = ContentStamp.SLACK_NANOS / 2;

  private final Volume volume;
  private final Descriptor file;
  private @Nullable Stat sealed;

  Sealer(Volume volume, Descriptor file) {
    this.volume = volume;
    this.file = file;
  }

  void seal(ObjectMetadata metadata, @Nullable ContentClaim claim) throws FileFailure {
    Stat stat = file.stat();
    volume.owner().apply(file, volume.settings().fileMode(), stat.status());
    volume.attributes().forget(stat);
    if (volume.capabilities().isNetwork()) {
      // A server sets the modification time when it gets the last bytes: stamp after that.
      sync();
    }
    volume.attributes().setMetadata(file, metadata);
    if (claim == null) {
      volume.attributes().removeClaim(file);
      sync();
      return;
    }
    long stampedAt = volume.nanoTime().getAsLong();
    stamp(metadata, claim);
    sync();
    if (volume.nanoTime().getAsLong() - stampedAt > SLOW_NANOS) {
      volume.attributes().setMetadata(file, metadata);
      stamp(metadata, claim);
      sync();
    }
  }

  /**
   * The same for a file that was made just now: its change time is fresh, so one step does. It is
   * settled before it gets its name, and synced after that ({@link PublishSync}).
   *
   * @return when that was, for {@link #renew}
   */
  long sealNew(ObjectMetadata metadata, @Nullable ContentClaim claim) throws FileFailure {
    if (claim == null || volume.capabilities().isNetwork()) {
      seal(metadata, claim);
      return volume.nanoTime().getAsLong();
    }
    Stat stat = file.stat();
    sealed = stat;
    volume.owner().apply(file, volume.settings().fileMode(), stat.status());
    ContentStamp stamp = ContentStamp.of(claim, stat.status().identity());
    if (!volume.attributes().setObject(file, metadata, stamp)) {
      seal(metadata, claim);
      return volume.nanoTime().getAsLong();
    }
    long stampedAt = volume.nanoTime().getAsLong();
    if (!volume.tree().startOut(file)) {
      sync();
    }
    return stampedAt;
  }

  /**
   * Renews a stamp that has grown too old.
   *
   * @return when the stamp that there is now was made
   */
  long renew(ObjectMetadata metadata, @Nullable ContentClaim claim, long stampedAt)
      throws FileFailure {
    if (volume.nanoTime().getAsLong() - stampedAt <= SLOW_NANOS) {
      return stampedAt;
    }
    seal(metadata, claim);
    return volume.nanoTime().getAsLong();
  }

  /** What the file was when it was sealed, or a moment before: its content is the same. */
  Stat sealed() throws FileFailure {
    Stat known = sealed;
    return known == null ? file.stat() : known;
  }

  /** The metadata was stored a moment ago, so the change time is fresh. */
  private void stamp(ObjectMetadata metadata, ContentClaim claim) throws FileFailure {
    ContentStamp stamp = ContentStamp.of(claim, file.stat().status().identity());
    if (!volume.attributes().setObject(file, metadata, stamp)) {
      volume.attributes().setClaim(file, claim);
    }
  }

  /** All of the inode, not only its content: on some file systems fdatasync leaves attributes. */
  private void sync() throws FileFailure {
    if (volume.tree().syncs()) {
      FileFailure.check(DataCalls.sync(file.number()), "fsync", file.subject());
    }
  }
}
