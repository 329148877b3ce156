package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Directories whose changes the kernel tells us of (inotify(7)): names made, removed and renamed in
 * them. It sees what happens on this host alone, knows inodes and not paths, and loses events when
 * its queue overflows: so what it tells is a hint. Past the limit the longest unasked-for directory
 * is watched no more. For one thread at a time.
 */
public final class DirectoryWatches implements AutoCloseable {
  /** IN_CREATE, IN_DELETE, IN_MOVED_FROM, IN_MOVED_TO, IN_DELETE_SELF, IN_MOVE_SELF. */
  private static final int EVENTS = 0x100 | 0x200 | 0x40 | 0x80 | 0x400 | 0x800;

  private static final int ONLY_DIRECTORIES = 0x01000000;
  private static final int OVERFLOW = 0x4000;
  private static final int WATCH_ENDED = 0x8000;
  private static final int MOVED = 0x800;
  private static final int EVENT_BYTES = 16;

  private final Tree tree;
  private final Descriptor queue;
  private final int limit;
  private final Map<ObjectKey, Integer> watched = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, ObjectKey> directories = new HashMap<>();

  private DirectoryWatches(Tree tree, Descriptor queue, int limit) {
    this.tree = tree;
    this.queue = queue;
    this.limit = limit;
  }

  static DirectoryWatches open(Tree tree, int limit) throws FileFailure {
    int result = WatchCalls.init();
    FileFailure.check(result, "inotify_init1", "volume");
    return new DirectoryWatches(tree, new Descriptor(result, "inotify"), limit);
  }

  /** Watches a directory; does nothing when it is gone, or when the kernel allows no more. */
  public void add(ObjectKey directory) {
    if (watched.get(directory) != null) {
      return;
    }
    try (Descriptor open = tree.find(directory, OpenFlags.PATH_DIRECTORY)) {
      if (open != null) {
        int number =
            WatchCalls.add(queue.number(), open.procPathBytes(), EVENTS | ONLY_DIRECTORIES);
        remember(directory, number);
      }
    } catch (FileFailure failure) {
      // It can't be opened, so it is not read either.
    }
  }

  private void remember(ObjectKey directory, int number) {
    if (number < 0) {
      return; // ENOSPC, mostly: the user's watches are used up.
    }
    // The same inode under another name keeps its number.
    ObjectKey before = directories.put(number, directory);
    if (before != null) {
      watched.remove(before);
    }
    watched.put(directory, number);
    if (watched.size() > limit) {
      Iterator<Map.Entry<ObjectKey, Integer>> eldest = watched.entrySet().iterator();
      int oldest = eldest.next().getValue();
      eldest.remove();
      directories.remove(oldest);
      WatchCalls.remove(queue.number(), oldest);
    }
  }

  /**
   * Tells every directory in which something changed since the last call.
   *
   * @return false when events were lost
   */
  public boolean take(Consumer<ObjectKey> changed) {
    boolean whole = true;
    while (true) {
      int length = WatchCalls.read(queue.number(), Scratch.DATA_BYTES);
      if (length <= 0) {
        return whole;
      }
      whole &=
          tell(Scratch.get().data().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), changed);
    }
  }

  /** Each event: watch, mask, cookie, length of the name, name. */
  private boolean tell(byte[] events, Consumer<ObjectKey> changed) {
    MemorySegment buffer = MemorySegment.ofArray(events);
    boolean whole = true;
    ObjectKey last = null;
    for (long at = 0; at + EVENT_BYTES <= events.length; ) {
      int number = buffer.get(ValueLayout.JAVA_INT_UNALIGNED, at);
      int mask = buffer.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4);
      at += EVENT_BYTES + buffer.get(ValueLayout.JAVA_INT_UNALIGNED, at + 12);
      whole &= (mask & OVERFLOW) == 0;
      ObjectKey directory = directories.get(number);
      if (directory != null && !directory.equals(last)) {
        changed.accept(directory);
        last = directory;
      }
      if ((mask & (WATCH_ENDED | MOVED)) != 0 && directory != null) {
        directories.remove(number);
        watched.remove(directory);
        WatchCalls.remove(queue.number(), number); // It would speak of a name that it lost.
      }
    }
    return whole;
  }

  @Override
  public void close() {
    queue.close();
  }
}
