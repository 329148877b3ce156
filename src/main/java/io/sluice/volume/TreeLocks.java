package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the removal of an emptied directory, together with its index row, apart from publishing
 * beneath it. Publishing holds every ancestor shared; a removal holds the one directory alone.
 *
 * <p>A removal that waits keeps new sharers out, so publishers, too, could wait for each other in a
 * circle: they take their locks in the order of the stripes.
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
    TreeSet<Integer> wanted = new TreeSet<>();
    for (ObjectKey at = directory; !at.equals(ObjectKey.ROOT); at = at.parent()) {
      wanted.add(stripe(at));
    }
    Deque<Lock> held = new ArrayDeque<>(wanted.size());
    for (int stripe : wanted) {
      Lock lock = stripes[stripe].readLock();
      lock.lock();
      held.push(lock);
    }
    return () -> held.forEach(Lock::unlock);
  }

  /** For removing one directory. */
  Held removing(ObjectKey directory) {
    Lock lock = stripes[stripe(directory)].writeLock();
    lock.lock();
    return lock::unlock;
  }

  private static int stripe(ObjectKey directory) {
    return Math.floorMod(directory.hashCode() * 0x9E3779B9, STRIPES);
  }
}
