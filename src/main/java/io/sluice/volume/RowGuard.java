package io.sluice.volume;

import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexBatch;
import io.sluice.index.IndexFaultException;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to write objects and directories into the index. Whoever looks at the volume first
 * opens a {@link Watch}; what others write until then is newer than what was seen, and stays.
 *
 * <pre>
 *   reader:  watch(d/)   names of d/ . . . . . . . . apply: k is left out
 *   PUT:                         publish k, apply k
 * </pre>
 *
 * <p>One monitor holds for the moment of writing: a row, or a reader's batch of some milliseconds.
 * Nothing under it touches the volume, but for the rare renewal of the index's store. A store that
 * fails is renewed there and then, and the change counts as made: a new store knows nothing of the
 * directory, so that the volume is asked.
 */
final class RowGuard {
  private final VolumeIndex index;
  private final Set<Watch> watches = new LinkedHashSet<>();
  private final KnownDirectories known = new KnownDirectories();
  private final AtomicLong unhashedWrites = new AtomicLong();

  RowGuard(VolumeIndex index) {
    this.index = index;
  }

  /** To be opened before looking, and closed after the last write of what was seen. */
  synchronized Watch watch(ObjectKey scope) {
    return begin(new PlaceWatch(this, scope));
  }

  /** The same for looking at many files. */
  synchronized Watch watch(Collection<ObjectKey> files) {
    return begin(new FilesWatch(this, files));
  }

  private Watch begin(Watch watch) {
    watches.add(watch);
    return watch;
  }

  synchronized void end(Watch watch) {
    watches.remove(watch);
  }

  /**
   * Makes changes together, without those that a watch no longer allows.
   *
   * @param own the watch of the one who looked, null for one who changed the volume
   * @return whether all were allowed
   */
  synchronized boolean apply(@Nullable Watch own, List<? extends RowChange> changes) {
    return renewing(own, () -> applyAllowed(own, changes));
  }

  /**
   * Puts what was learned of the contents of files that a watch is of.
   *
   * @return the keys whose rows were left alone, because others wrote them meanwhile
   */
  synchronized Set<ObjectKey> learn(Watch own, List<ObjectEntry> entries) {
    Set<ObjectKey> refused = new HashSet<>();
    entries.forEach(entry -> refused.add(entry.key()));
    boolean _ =
        renewing(
            own,
            () -> {
              List<RowChange> allowed = new ArrayList<>(entries.size());
              for (ObjectEntry entry : entries) {
                RowChange put = new RowChange.PutObject(entry, true);
                if (own.allows(put)) {
                  allowed.add(put);
                }
              }
              write(own, allowed);
              allowed.forEach(put -> refused.remove(put.subject()));
              return true;
            });
    return refused;
  }

  private boolean applyAllowed(@Nullable Watch own, List<? extends RowChange> changes) {
    if (own == null || own.allowsAll()) {
      write(own, changes);
      return true;
    }
    List<RowChange> allowed = new ArrayList<>(changes.size());
    for (RowChange change : changes) {
      if (own.allows(change)) {
        allowed.add(change);
      }
    }
    write(own, allowed);
    return allowed.size() == changes.size();
  }

  /** Puts an object, the directories above it that aren't known, and no placeholder over it. */
  synchronized boolean appear(@Nullable Watch own, ObjectEntry entry) {
    return renewing(own, () -> appearIfAllowed(own, entry));
  }

  private boolean appearIfAllowed(@Nullable Watch own, ObjectEntry entry) {
    RowChange put = new RowChange.PutObject(entry);
    if (own != null && !own.allows(put)) {
      return false;
    }
    List<RowChange> changes = new ArrayList<>(List.of(put));
    ObjectKey key = entry.key();
    if (!key.isDirectory() || isNew(key, changes)) {
      addAbove(key.parent(), changes);
    }
    write(own, changes);
    return true;
  }

  /** Takes one object away and puts another, as {@link #appear} does, together. */
  synchronized void move(ObjectKey gone, ObjectEntry entry) {
    boolean _ =
        renewing(
            null,
            () -> {
              List<RowChange> changes = new ArrayList<>();
              changes.add(new RowChange.RemoveObject(gone));
              changes.add(new RowChange.PutObject(entry));
              addAbove(entry.key().parent(), changes);
              write(null, changes);
              return true;
            });
  }

  /**
   * Puts rows that were known under another name of their directory, where there are none. Only
   * where whoever lists the directory reads its names first, so that what is no longer true of a
   * row goes unseen; and nobody is reading them now. What a failing store does not take is left
   * behind: it is read again.
   *
   * @return the objects that could not be put for that reason; what is left out otherwise is known
   *     better already
   */
  synchronized List<ObjectEntry> inherit(List<RowChange> rows) {
    List<ObjectEntry> refused = new ArrayList<>();
    boolean _ = renewing(null, () -> inheritAllowed(rows, refused));
    return refused;
  }

  private boolean inheritAllowed(List<RowChange> rows, List<ObjectEntry> refused) {
    List<RowChange> allowed = new ArrayList<>(rows.size());
    Set<ObjectKey> made = new HashSet<>();
    for (RowChange row : rows) {
      ObjectKey parent = row.subject().parent();
      boolean unread = made.contains(parent) || isUnread(parent);
      switch (row) {
        case RowChange.PutDirectory put when unread && index.directory(put.subject()) == null -> {
          made.add(put.subject());
          allowed.add(put);
        }
        case RowChange.PutObject put when unread && index.object(put.subject()) == null ->
            allowed.add(put);
        case RowChange.PutObject put -> refused.add(put.entry());
        case RowChange.PutUnread put when unread && index.object(put.subject()) == null ->
            allowed.add(put);
        case RowChange.PutDirectory _,
            RowChange.PutUnread _,
            RowChange.RemoveObject _,
            RowChange.RemoveTree _ -> {}
      }
    }
    write(null, allowed);
    return true;
  }

  private boolean isUnread(ObjectKey directory) {
    DirectoryRow row = index.directory(directory);
    return row != null
        && row.readAt() == null
        && watches.stream().noneMatch(watch -> watch.isOf(directory));
  }

  /** Makes a directory and those above it known by name. */
  synchronized void know(ObjectKey directory) {
    boolean _ =
        renewing(
            null,
            () -> {
              List<RowChange> changes = new ArrayList<>();
              addAbove(directory, changes);
              write(null, changes);
              return true;
            });
  }

  /**
   * Makes new directories known, outermost first, and those above them: in one step, since a row
   * without those above it would hide its neighbours.
   */
  synchronized void made(List<ObjectKey> made) {
    boolean _ =
        renewing(
            null,
            () -> {
              List<RowChange> changes = new ArrayList<>();
              addAbove(made.getFirst().parent(), changes);
              // Even if known: what was known is of another directory that had the name before.
              for (ObjectKey directory : made) {
                changes.add(new RowChange.RemoveObject(directory));
                changes.add(new RowChange.PutDirectory(directory, DirectoryRow.UNREAD));
              }
              write(null, changes);
              return true;
            });
  }

  /** A directory has another name, where nothing was; what was known beneath either goes. */
  synchronized void movedTree(ObjectKey source, ObjectKey target) {
    boolean _ =
        renewing(
            null,
            () -> {
              List<RowChange> changes = new ArrayList<>();
              addAbove(target.parent(), changes);
              changes.add(new RowChange.RemoveTree(source));
              changes.add(new RowChange.RemoveTree(target));
              changes.add(new RowChange.PutDirectory(target, DirectoryRow.UNREAD));
              write(null, changes);
              return true;
            });
  }

  /** Does what may put another store in the index's place, while nobody writes to it. */
  synchronized void still(Runnable renewal) {
    long before = index.generation();
    renewal.run();
    if (index.generation() != before) {
      known.clear();
      watches.forEach(Watch::outdate);
    }
  }

  /** Whether a watch is of no use because the index has another store by now. */
  synchronized boolean isOutdated(Watch watch) {
    return watch.isOutdated();
  }

  private boolean renewing(@Nullable Watch own, BooleanSupplier change) {
    long generation = index.generation();
    try {
      return change.getAsBoolean();
    } catch (IndexFaultException fault) {
      known.clear();
      index.failed(generation, fault);
      return own == null;
    }
  }

  /** Whether anyone else may have changed names where a watch looks. */
  synchronized boolean isTouched(Watch watch) {
    return watch.isTouched();
  }

  private void write(@Nullable Watch own, List<? extends RowChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    try (IndexBatch batch = index.batch()) {
      long unhashed = 0;
      for (RowChange change : changes) {
        add(batch, change);
        touchOthers(own, change);
        unhashed += isUnhashed(change) ? 1 : 0;
        known.changed(change);
      }
      unhashedWrites.addAndGet(unhashed);
      batch.apply();
    }
  }

  /** How many rows were written whose content nobody has read: it moves when there is work. */
  long unhashedWrites() {
    return unhashedWrites.get();
  }

  private static boolean isUnhashed(RowChange change) {
    return change instanceof RowChange.PutObject put
        ? put.entry().claim() == null
        : change instanceof RowChange.PutUnread;
  }

  private void addAbove(ObjectKey directory, List<RowChange> changes) {
    for (ObjectKey at = directory; !at.equals(ObjectKey.ROOT); at = at.parent()) {
      if (known.has(at)) {
        return;
      }
      ObjectEntry row = index.object(at);
      boolean isPlaceholder = row != null && Placeholders.is(row);
      if (isPlaceholder) {
        changes.add(new RowChange.RemoveObject(at));
      }
      if (!isNew(at, changes)) {
        if (!isPlaceholder) {
          known.add(at);
        }
        return; // Known, so those above are known too, and not empty.
      }
    }
  }

  private boolean isNew(ObjectKey directory, List<RowChange> changes) {
    if (index.directory(directory) != null) {
      return false;
    }
    changes.add(new RowChange.PutDirectory(directory, DirectoryRow.UNREAD));
    return true;
  }

  private void touchOthers(@Nullable Watch own, RowChange change) {
    for (Watch watch : watches) {
      if (watch != own) {
        watch.touch(change);
      }
    }
  }

  private static void add(IndexBatch batch, RowChange change) {
    switch (change) {
      case RowChange.PutObject put -> batch.put(put.entry());
      case RowChange.PutUnread put -> batch.putUnread(put.subject(), put.identity());
      case RowChange.RemoveObject remove -> batch.removeObject(remove.subject());
      case RowChange.PutDirectory put -> batch.putDirectory(put.subject(), put.row());
      case RowChange.RemoveTree remove -> batch.removeTree(remove.subject());
    }
  }
}
