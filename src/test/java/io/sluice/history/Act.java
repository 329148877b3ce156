package io.sluice.history;

import java.util.Optional;
import java.util.Set;

/**
 * What a client asked for. Contents are named by texts that no two writes of a history share, so an
 * ETag stands for one of them.
 */
public sealed interface Act {
  /** The keys that it reads or changes. */
  Set<String> keys();

  /** A PutObject or CompleteMultipartUpload, under a condition or none. */
  record Put(String key, String content, When when) implements Act {
    @Override
    public Set<String> keys() {
      return Set.of(key);
    }
  }

  /** Under which condition a write happens. */
  sealed interface When {}

  /** Always. */
  record Always() implements When {}

  /** {@code If-None-Match: *}. */
  record IfAbsent() implements When {}

  /** {@code If-Match} with the ETag of this content. */
  record IfContent(String content) implements When {}

  /** A GetObject, and what it gave: empty for 404. */
  record Get(String key, Optional<String> content) implements Act {
    @Override
    public Set<String> keys() {
      return Set.of(key);
    }
  }

  /** A DeleteObject. */
  record Delete(String key) implements Act {
    @Override
    public Set<String> keys() {
      return Set.of(key);
    }
  }

  /** A RenameObject that replaces what has the new key. */
  record Rename(String from, String to) implements Act {
    @Override
    public Set<String> keys() {
      return Set.of(from, to);
    }
  }
}
