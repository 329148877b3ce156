package io.sluice.volume;

import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** A page in the making. */
final class PageWriter {
  private final int maxKeys;
  private final List<ListedObject> objects = new ArrayList<>();
  private final List<ObjectKey> commonPrefixes = new ArrayList<>();
  private ListPosition position;

  PageWriter(ListQuery query) {
    this.maxKeys = query.maxKeys();
    this.position = query.position();
  }

  boolean isFull() {
    return objects.size() + commonPrefixes.size() >= maxKeys;
  }

  void add(ListedObject object) {
    objects.add(object);
    position = new ListPosition(object.key(), false);
  }

  void addPrefix(ObjectKey prefix) {
    commonPrefixes.add(prefix);
    position = new ListPosition(prefix, true);
  }

  ListPage toPage(boolean truncated) {
    return new ListPage(objects, commonPrefixes, truncated, position);
  }
}
