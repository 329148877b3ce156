package io.sluice.cluster;

import com.hazelcast.map.IMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The claims, as {@code EPOCH NODE} by volume in a map that all members share. */
final class MapClaims implements Claims {
  /** A seat must get on with its lease: it asks again later rather than wait longer. */
  private static final long WITHIN_MILLIS = 2_000;

  private final Supplier<IMap<String, String>> map;

  /**
   * @param map asked for at each use, since a member that merged has another
   */
  MapClaims(Supplier<IMap<String, String>> map) {
    this.map = map;
  }

  @Override
  public @Nullable Claim current(String volume) {
    String kept = await(map.get().getAsync(volume));
    return kept == null ? null : parse(kept);
  }

  @Override
  public boolean claim(String volume, @Nullable Claim expected, Claim next) {
    var update = new ClaimUpdate(expected == null ? null : text(expected), text(next));
    return Boolean.TRUE.equals(await(map.get().submitToKey(volume, update)));
  }

  private static String text(Claim claim) {
    return claim.epoch() + " " + claim.nodeId();
  }

  private static Claim parse(String text) {
    int space = text.indexOf(' ');
    return new Claim(text.substring(space + 1), Long.parseLong(text.substring(0, space)));
  }

  private static <T> @Nullable T await(CompletionStage<T> asked) {
    try {
      return asked.toCompletableFuture().get(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the cluster", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the cluster does not answer", e);
    }
  }
}
