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
    ReentrantLock lock = stripes[stripe(key)];
    lock.lock();
    return lock::unlock;
  }

  /** Waits for two keys, in the order of the stripes: so no two callers wait for each other. */
  Held lock(ObjectKey one, ObjectKey other) {
    ReentrantLock first = stripes[Math.min(stripe(one), stripe(other))];
    ReentrantLock second = stripes[Math.max(stripe(one), stripe(other))];
    first.lock();
    second.lock(); // May be the same one: then it is held twice.
    return () -> {
      second.unlock();
      first.unlock();
    };
  }

  /**
   * Waits for all keys: whoever else decides about one, holds one. To be held for the moment of a
   * change to many keys.
   */
  Held lockAll() {
    for (ReentrantLock stripe : stripes) {
      stripe.lock();
    }
    return () -> {
      for (ReentrantLock stripe : stripes) {
        stripe.unlock();
      }
    };
  }

  private static int stripe(ObjectKey key) {
    return Math.floorMod(key.hashCode() * 0x9E3779B9, STRIPES);
  }
}
