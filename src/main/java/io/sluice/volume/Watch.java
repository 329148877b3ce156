package io.sluice.volume;

import io.sluice.model.ObjectKey;

/**
 * Somebody is looking at the volume, and will write to the index what was seen. Meanwhile this
 * keeps what others wrote there, since that may be newer than what was seen. All calls are made
 * under the monitor of the {@link RowGuard}.
 */
abstract sealed class Watch implements AutoCloseable permits PlaceWatch, FilesWatch {
  private final RowGuard guard;
  private boolean outdated;

  Watch(RowGuard guard) {
    this.guard = guard;
  }

  /** Whether this looks at the names in a directory. */
  abstract boolean isOf(ObjectKey directory);

  /** Another one makes this change. */
  abstract void touch(RowChange change);

  /** Whether nothing was touched, so that every change is allowed. */
  abstract boolean allowsAll();

  /** Whether the one who looks may still make this change. */
  abstract boolean allows(RowChange change);

  /** Whether another one may have changed which names there are. */
  abstract boolean isTouched();

  /** The index has another store: what was seen was compared with rows that it does not have. */
  final void outdate() {
    outdated = true;
  }

  final boolean isOutdated() {
    return outdated;
  }

  @Override
  public final void close() {
    guard.end(this);
  }
}
