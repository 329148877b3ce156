package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Folds keys into common prefixes: up to and with the first delimiter after the prefix. */
final class Folding {
  private final int prefixLength;
  private final byte[] delimiter;

  Folding(ObjectKey prefix, String delimiter) {
    this.prefixLength = prefix.lengthBytes();
    this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
  }

  /** The common prefix that a key belongs to, null when it stands for itself. */
  @Nullable ObjectKey fold(ObjectKey key) {
    if (delimiter.length == 0) {
      return null;
    }
    for (int at = prefixLength; at + delimiter.length <= key.lengthBytes(); at++) {
      if (matches(key, at)) {
        return ObjectKey.ofUtf8(Arrays.copyOf(key.utf8(), at + delimiter.length));
      }
    }
    return null;
  }

  private boolean matches(ObjectKey key, int at) {
    for (int i = 0; i < delimiter.length; i++) {
      if (key.byteAt(at + i) != delimiter[i]) {
        return false;
      }
    }
    return true;
  }
}
