package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the removal of an emptied directory, together with its index row, apart from publishing
 * beneath it. Publishing holds every ancestor shared; a removal holds the one directory alone.
 * Removals take one lock at a time and publishing only shares, so they can't wait for each other in
 * a circle.
 */
final class TreeLocks {
  private static final int STRIPES = 256;

  private final ReentrantReadWriteLock[] stripes = new ReentrantReadWriteLock[STRIPES];

  TreeLocks() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantReadWriteLock();
    }
  }

  /** For making directories and publishing in one of them. */
  Held publishingIn(ObjectKey directory) {
    Deque<Lock> held = new ArrayDeque<>();
    for (ObjectKey at = directory; !at.equals(ObjectKey.ROOT); at = at.parent()) {
      Lock lock = stripe(at).readLock();
      lock.lock();
      held.push(lock);
    }
    return () -> held.forEach(Lock::unlock);
  }

  /** For removing one directory. */
  Held removing(ObjectKey directory) {
    Lock lock = stripe(directory).writeLock();
    lock.lock();
    return lock::unlock;
  }

  private ReentrantReadWriteLock stripe(ObjectKey directory) {
    return stripes[Math.floorMod(directory.hashCode() * 0x9E3779B9, STRIPES)];
  }
}
