package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.BusTerms;
import io.sluice.bus.OwnerRoutes;
import io.sluice.bus.VolumeBus;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeVerticleTest {
  private static final VolumeCommand.Lookup LOOKUP =
      new VolumeCommand.Lookup(OwnedFixture.NAME, ObjectKey.of("k"));

  @TempDir private Path temp;
  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("files", 1);
  private final VolumeBus bus =
      new VolumeBus(
          vertx,
          BusTerms.alone(Duration.ofSeconds(20), Duration.ofSeconds(20)),
          OwnerRoutes.alone());

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> @Nullable T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static @Nullable Reason reason(Future<?> future) {
    return future.cause() instanceof RefusedException refused ? refused.refusal().reason() : null;
  }

  private static void awaitAll(List<Future<?>> futures) {
    Awaitility.await().until(() -> futures.stream().allMatch(Future::isComplete));
  }

  private <R> Future<R> run(Callable<R> job) {
    return workers.executeBlocking(job, false).map(Objects::requireNonNull);
  }

  /** Keeps the only worker busy until it is counted down. */
  private CountDownLatch block() {
    CountDownLatch latch = new CountDownLatch(1);
    workers.executeBlocking(() -> latch.await(20, TimeUnit.SECONDS), false);
    return latch;
  }

  @Test
  void past_its_limit_a_volume_says_slow_down_but_takes_back_what_it_gave() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      String id = await(vertx.deployVerticle(new VolumeVerticle(at.volume, bus, this::run, 3)));
      CountDownLatch latch = block();
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        asked.add(bus.ask(LOOKUP));
      }
      Awaitility.await().until(() -> asked.stream().filter(Future::failed).count() == 2);
      asked.add(bus.ask(new VolumeCommand.Release(OwnedFixture.NAME, 7)));
      latch.countDown();
      awaitAll(asked);
      assertThat(asked.stream().filter(Future::succeeded)).hasSize(4);
      assertThat(asked.get(5).result()).isEqualTo(new VolumeReply.Done());
      assertThat(asked.stream().filter(Future::failed).map(VolumeVerticleTest::reason))
          .containsOnly(Reason.SLOW_DOWN);
      assertThat(await(bus.ask(LOOKUP))).isEqualTo(new VolumeReply.Looked(null));
      await(vertx.undeploy(String.valueOf(id)));
    }
  }

  @Test
  void stopping_waits_for_the_commands_under_way() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      String id = await(vertx.deployVerticle(new VolumeVerticle(at.volume, bus, this::run, 9)));
      CountDownLatch latch = block();
      CountDownLatch taken = new CountDownLatch(1);
      Future<VolumeReply.Looked> asked = bus.ask(LOOKUP);
      // Commands arrive in order: when this one's handler has run, the first was taken.
      for (int i = 0; i < 9; i++) {
        bus.ask(LOOKUP).onFailure(full -> taken.countDown());
      }
      assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
      Future<Void> stopped = vertx.undeploy(String.valueOf(id));
      assertThat(stopped.isComplete()).isFalse();
      latch.countDown();
      await(stopped);
      await(asked);
    }
  }
}
