package io.sluice.operation;

import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.VolumeRoot;
import io.sluice.model.RefusedException;
import io.sluice.s3.CorsConfiguration;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The CORS rules of the buckets, which lie on the volumes. What was read is kept for a moment,
 * since each request of a web page asks for it.
 */
final class CorsConfigurations {
  private static final String DOCUMENT = "cors.json";

  /** How long another node's change may go unseen. */
  private static final Duration KEPT_FOR = Duration.ofSeconds(2);

  private final Rooms rooms;
  private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

  /** What was read, from where, and when. */
  private record Known(
      VolumeRoot root, Instant readAt, Optional<CorsConfiguration> configuration) {}

  CorsConfigurations(Rooms rooms) {
    this.rooms = rooms;
  }

  /** The rules of a bucket; none too when there is no such bucket. */
  Future<Optional<CorsConfiguration>> of(String bucket) {
    VolumeRoot root = mounted(bucket);
    if (root == null) {
      known.remove(bucket);
      return Future.succeededFuture(Optional.empty());
    }
    Known last = known.get(bucket);
    Instant now = rooms.clock().instant();
    if (last != null && last.root() == root && now.isBefore(last.readAt().plus(KEPT_FOR))) {
      return Future.succeededFuture(last.configuration());
    }
    return rooms
        .blocking(bucket, () -> read(root))
        .onSuccess(read -> remember(bucket, new Known(root, now, read)));
  }

  private void remember(String bucket, Known read) {
    if (known.put(bucket, read) == null) {
      known.keySet().removeIf(other -> mounted(other) == null); // Buckets that were deleted.
    }
  }

  /** Of how many buckets the rules are kept. */
  int kept() {
    return known.size();
  }

  private @Nullable VolumeRoot mounted(String bucket) {
    try {
      return rooms.catalog().volume(bucket) == null ? null : rooms.mounts().root(bucket);
    } catch (RefusedException unmounted) {
      return null;
    }
  }

  private static Optional<CorsConfiguration> read(VolumeRoot root) {
    try {
      byte[] json = root.documents().read(DOCUMENT);
      return json == null ? Optional.empty() : Optional.ofNullable(CorsConfiguration.ofJson(json));
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  /** Keeps rules on the volume in place of those it had, or none. */
  Future<Boolean> store(String bucket, @Nullable CorsConfiguration configuration) {
    VolumeRoot root = rooms.mounts().root(bucket);
    return rooms
        .doing(bucket, () -> write(root, configuration))
        .onSuccess(written -> known.remove(bucket));
  }

  private static void write(VolumeRoot root, @Nullable CorsConfiguration configuration) {
    try {
      if (configuration == null) {
        root.documents().remove(DOCUMENT);
      } else {
        root.documents().write(DOCUMENT, configuration.toJson());
      }
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }
}
