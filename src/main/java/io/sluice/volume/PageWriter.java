package io.sluice.volume;

import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page in the making. */
final class PageWriter {
  private final int maxKeys;
  private final List<ListedObject> objects = new ArrayList<>();
  private final List<ObjectKey> commonPrefixes = new ArrayList<>();
  private final ListPosition start;
  private @Nullable ObjectKey last;
  private boolean lastIsPrefix;

  PageWriter(ListQuery query) {
    this.maxKeys = query.maxKeys();
    this.start = query.position();
  }

  boolean isFull() {
    return objects.size() + commonPrefixes.size() >= maxKeys;
  }

  void add(ListedObject object) {
    objects.add(object);
    last = object.key();
    lastIsPrefix = false;
  }

  void addPrefix(ObjectKey prefix) {
    commonPrefixes.add(prefix);
    last = prefix;
    lastIsPrefix = true;
  }

  ListPage toPage(boolean truncated) {
    ListPosition position = last == null ? start : new ListPosition(last, lastIsPrefix);
    return new ListPage(objects, commonPrefixes, truncated, position);
  }
}
