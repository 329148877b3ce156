package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.BusTerms;
import io.sluice.bus.OwnerRoutes;
import io.sluice.bus.VolumeBus;
import io.sluice.catalog.Catalog;
import io.sluice.catalog.Credential;
import io.sluice.config.Secret;
import io.sluice.config.Settings;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.s3.PageTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers can have kept by asking for the rules of buckets, which needs no key. */
final class CorsConfigurationsTest {
  private static final Credential ROOT =
      Credential.administrator("ROOTKEY", new Secret("not-for-print"));
  private static final Duration WITHIN = Duration.ofSeconds(10);

  @TempDir private Path temp;
  private final Vertx vertx = Vertx.vertx();
  private final MountedVolumes mounts = new MountedVolumes();
  private Catalog catalog;
  private VolumeLanes lanes;
  private CorsConfigurations configurations;

  @BeforeEach
  void open() throws Exception {
    catalog = Catalog.open(Settings.defaults(temp), ROOT);
    lanes =
        new VolumeLanes(
            "cors", new VolumeLanes.Terms(4, Duration.ZERO, System::nanoTime), catalog::has);
    configurations =
        new CorsConfigurations(
            new Rooms(
                new VolumeBus(vertx, BusTerms.alone(WITHIN, WITHIN), OwnerRoutes.alone()),
                mounts,
                catalog,
                new NoLifecycle(),
                lanes,
                new PageTokens(new byte[32]),
                new OperationSettings("us-east-1", 1, 1, 0, null, 1),
                InstantSource.system(),
                new Random(1),
                Elsewhere.NOWHERE));
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void asking_for_buckets_that_there_are_not_leaves_nothing_behind() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      assertThat(done(configurations.of("made-up-" + i))).isEmpty();
    }
    assertThat(configurations.kept()).isZero();
    assertThat(lanes.count()).isZero();
  }

  @Test
  void buckets_that_were_deleted_are_forgotten() throws Exception {
    for (int i = 0; i < 20; i++) {
      String bucket = "short-lived-" + i;
      try (VolumeRoot root = VolumeRoot.open(catalog.create(bucket).root(), FileSettings.DEFAULT)) {
        mounts.add(bucket, root);
        assertThat(done(configurations.of(bucket))).isEmpty();
        mounts.remove(bucket);
      }
      catalog.remove(bucket);
      assertThat(configurations.kept()).isLessThan(3);
    }
  }
}
