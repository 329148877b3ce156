package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer a key: what is decided about a key still holds when it is applied. Keys share a fixed
 * number of locks, so memory is bounded and two keys may now and then wait for each other.
 */
final class KeyLocks {
  private static final int STRIPES = 1024;

  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  KeyLocks() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /** Waits for the key; close to let it go. */
  Held lock(ObjectKey key) {
    ReentrantLock lock = stripes[Math.floorMod(key.hashCode() * 0x9E3779B9, STRIPES)];
    lock.lock();
    return lock::unlock;
  }
}
