package io.sluice.volume;

import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What the hasher of one volume has done since it began. Safe for use by many threads. */
final class HashCounters {
  private static final long SPAN_NANOS = Duration.ofSeconds(10).toNanos();

  private final LongAdder opened = new LongAdder();
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder changed = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final Set<ObjectKey> current = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;
  private long spanBegunNanos;
  private long spanBytes;
  private long bytesPerSecond;

  HashCounters(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.spanBegunNanos = nanoTime.getAsLong();
  }

  void open(ObjectKey key) {
    opened.increment();
    current.add(key);
  }

  void close(ObjectKey key) {
    current.remove(key);
  }

  void read(int count) {
    bytes.add(count);
  }

  void hash(boolean wasDoubted) {
    files.increment();
    if (wasDoubted) {
      confirmed.increment();
    }
  }

  void change() {
    changed.increment();
  }

  void fault() {
    faults.increment();
  }

  /** The rate is that of the last seconds before the last time this was asked. */
  HashProgress progress(boolean hashes, Usage usage, int waiting) {
    List<String> now = new ArrayList<>();
    current.forEach(key -> now.add(key.toString()));
    return new HashProgress(
        hashes,
        usage.unhashedFiles(),
        usage.unhashedBytes(),
        files.sum(),
        bytes.sum(),
        confirmed.sum(),
        opened.sum(),
        changed.sum(),
        faults.sum(),
        waiting,
        rate(),
        now);
  }

  private synchronized long rate() {
    long age = nanoTime.getAsLong() - spanBegunNanos;
    if (age >= SPAN_NANOS) {
      long total = bytes.sum();
      bytesPerSecond = (long) ((total - spanBytes) * 1e9 / age);
      spanBytes = total;
      spanBegunNanos += age;
    }
    return bytesPerSecond;
  }
}
