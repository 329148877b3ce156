package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/** Looks at one file, or at the names of one directory. */
final class PlaceWatch extends Watch {
  private final ObjectKey scope;
  private final Set<ObjectKey> touchedChildren = new HashSet<>();
  private boolean touchedSelf;
  private boolean touchedNames;
  private boolean touchedAll;

  PlaceWatch(RowGuard guard, ObjectKey scope) {
    super(guard);
    this.scope = scope;
  }

  @Override
  boolean isOf(ObjectKey directory) {
    return scope.equals(directory);
  }

  @Override
  void touch(RowChange change) {
    ObjectKey key = change.subject();
    switch (change) {
      case RowChange.RemoveTree _ when scope.startsWith(key) -> touchedAll = true;
      // More of a content, by the hasher: the names in a directory are what they were.
      case RowChange.PutObject put when put.learned() -> touch(key);
      // What is known of the directory itself comes from its readers alone; they may agree.
      case RowChange.PutDirectory _ when key.equals(scope) -> {}
      // It says nothing of the sub-directory that it was in, and leaves no row of that.
      case RowChange.RemoveObject _ when isBelow(key) && !child(key).equals(key) -> {}
      case RowChange.PutDirectory _,
          RowChange.PutObject _,
          RowChange.PutUnread _,
          RowChange.RemoveObject _,
          RowChange.RemoveTree _ -> {
        touch(key);
        touchedNames |= key.equals(scope) || isBelow(key);
      }
    }
  }

  private void touch(ObjectKey key) {
    if (key.equals(scope)) {
      touchedSelf = true;
    } else if (isBelow(key)) {
      touchedChildren.add(child(key));
    }
  }

  @Override
  boolean allowsAll() {
    return !touchedAll && !touchedSelf && touchedChildren.isEmpty() && !isOutdated();
  }

  @Override
  boolean allows(RowChange change) {
    ObjectKey key = change.subject();
    if (touchedAll || isOutdated()) {
      return false;
    }
    if (!key.equals(scope)) {
      return !isBelow(key) || !touchedChildren.contains(child(key));
    }
    return switch (change) {
      case RowChange.PutDirectory _ -> true;
      case RowChange.RemoveObject _, RowChange.PutUnread _ -> !touchedSelf;
      // "It is empty" is out of date as soon as something was put into it.
      case RowChange.PutObject put ->
          !touchedSelf && (touchedChildren.isEmpty() || !Placeholders.is(put.entry()));
      case RowChange.RemoveTree _ -> !touchedSelf && touchedChildren.isEmpty();
    };
  }

  @Override
  boolean isTouched() {
    return touchedAll || touchedNames;
  }

  private boolean isBelow(ObjectKey key) {
    return scope.isDirectory() && key.startsWith(scope);
  }

  /** The name directly in the watched directory on the way to a key. */
  private ObjectKey child(ObjectKey key) {
    ObjectKey child = key;
    while (!child.equals(scope) && !child.isIn(scope)) {
      child = child.parent();
    }
    return child;
  }
}
