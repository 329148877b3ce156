package io.sluice.history;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What some keys hold at one moment: the object store as it should be. */
record Store(Map<String, String> contents) {
  static final Store EMPTY = new Store(Map.of());

  Store {
    contents = Map.copyOf(contents);
  }

  /** What it holds after an operation, null when it can't have ended so. */
  @Nullable Store after(Operation operation) {
    return switch (operation.outcome()) {
      case OK -> done(operation.act());
      case REFUSED -> refuses(operation.act()) ? this : null;
      case UNKNOWN -> {
        Store after = done(operation.act());
        yield after == null ? this : after;
      }
    };
  }

  private @Nullable Store done(Act act) {
    return switch (act) {
      case Act.Put put -> holds(put) ? with(put.key(), put.content()) : null;
      case Act.Get get ->
          Objects.equals(contents.get(get.key()), get.content().orElse(null)) ? this : null;
      case Act.Delete delete -> with(delete.key(), null);
      case Act.Rename rename -> {
        String content = contents.get(rename.from());
        yield content == null ? null : with(rename.from(), null).with(rename.to(), content);
      }
    };
  }

  private boolean refuses(Act act) {
    return switch (act) {
      case Act.Put put -> !holds(put);
      case Act.Rename rename -> !contents.containsKey(rename.from());
      case Act.Get _, Act.Delete _ -> false;
    };
  }

  private boolean holds(Act.Put put) {
    return switch (put.when()) {
      case Act.Always _ -> true;
      case Act.IfAbsent _ -> !contents.containsKey(put.key());
      case Act.IfContent(String content) -> content.equals(contents.get(put.key()));
    };
  }

  private Store with(String key, @Nullable String content) {
    Map<String, String> changed = new HashMap<>(contents);
    if (content == null) {
      changed.remove(key);
    } else {
      changed.put(key, content);
    }
    return new Store(changed);
  }
}
