package io.sluice.volume;

import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Files that a pod edits in place all the time, each by one short write, so that there is no moment
 * with half of an edit; and which contents each had at which time. Safe for use by many threads.
 */
final class EditedFiles {
  private static final int BYTES = 40;

  private final Path tree;
  private final Map<ObjectKey, List<Content>> contents = new TreeMap<>();

  /** A content, and when the write of it began and ended. */
  private record Content(EntityTag tag, long fromNanos, long writtenNanos) {}

  EditedFiles(Path tree) {
    this.tree = tree;
  }

  synchronized void add(ObjectKey key) {
    contents.put(key, new ArrayList<>());
  }

  /** Edits one of them. */
  synchronized void edit(RandomGenerator random) throws IOException {
    List<ObjectKey> keys = List.copyOf(contents.keySet());
    ObjectKey key = keys.get(random.nextInt(keys.size()));
    String text = "%016x".formatted(random.nextLong()).repeat(3).substring(0, BYTES);
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    long from = System.nanoTime();
    try (RandomAccessFile file =
        new RandomAccessFile(tree.resolve(key.toString()).toFile(), "rw")) {
      file.write(content);
      file.setLength(BYTES);
    }
    Objects.requireNonNull(contents.get(key))
        .add(new Content(new EntityTag(OwnedFixture.md5(content)), from, System.nanoTime()));
  }

  /** Whether what was listed between two times was true at some moment between them. */
  synchronized boolean isTrue(ListedObject object, long askedNanos, long answeredNanos) {
    List<Content> all = contents.get(object.key());
    if (all == null || all.isEmpty() || object.tag().isVersion()) {
      return true;
    }
    for (int i = 0; i < all.size(); i++) {
      boolean begun = all.get(i).fromNanos() - answeredNanos <= 0;
      boolean over = i + 1 < all.size() && all.get(i + 1).writtenNanos() - askedNanos < 0;
      if (begun && !over && all.get(i).tag().equals(object.tag())) {
        return true;
      }
    }
    // Before its first edit it was what the test had made.
    return all.getFirst().writtenNanos() - askedNanos >= 0;
  }
}
