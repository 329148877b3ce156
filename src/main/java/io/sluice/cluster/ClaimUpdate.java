package io.sluice.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replaces a claim by the next one, where it is kept, if it still is the expected one. */
final class ClaimUpdate implements EntryProcessor<String, String, Boolean> {
  private static final long serialVersionUID = 1L;

  private final @Nullable String expected;
  private final String next;

  ClaimUpdate(@Nullable String expected, String next) {
    this.expected = expected;
    this.next = next;
  }

  @Override
  @SuppressWarnings("NullAway") // there is no value before the first claim
  public Boolean process(Map.Entry<String, String> entry) {
    if (!Objects.equals(entry.getValue(), expected)) {
      return false;
    }
    entry.setValue(next);
    return true;
  }
}
