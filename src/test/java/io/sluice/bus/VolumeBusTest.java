package io.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.model.UploadInfo;
import io.sluice.model.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VolumeBusTest {
  private static final VolumeCommand.Lookup LOOKUP =
      new VolumeCommand.Lookup("v", ObjectKey.of("k"));

  private final Vertx vertx = Vertx.vertx();
  private final VolumeBus bus =
      new VolumeBus(
          vertx,
          BusTerms.alone(Duration.ofMillis(300), Duration.ofSeconds(60)),
          OwnerRoutes.alone());

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static <T> @Nullable T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
      throw new AssertionError("it was answered");
    } catch (CompletionException failed) {
      return Objects.requireNonNull(failed.getCause());
    }
  }

  private static Reason reason(Future<?> future) {
    assertThat(failure(future)).isInstanceOf(RefusedException.class);
    return ((RefusedException) failure(future)).refusal().reason();
  }

  @Test
  void a_reply_is_handed_over_as_it_is() throws Exception {
    var reply = new VolumeReply.Looked(null);
    await(bus.serve("v", 0, command -> Future.succeededFuture(reply)).completion());
    assertThat(await(bus.ask(LOOKUP))).isSameAs(reply);
  }

  @Test
  void the_command_is_handed_over_as_it_is() throws Exception {
    Promise<VolumeCommand<?>> seen = Promise.promise();
    await(
        bus.serve(
                "v",
                0,
                command -> {
                  seen.complete(command);
                  return Future.succeededFuture(new VolumeReply.Looked(null));
                })
            .completion());
    await(bus.ask(LOOKUP));
    assertThat(await(seen.future())).isSameAs(LOOKUP);
  }

  @Test
  void a_refusal_fails_with_its_reason() throws Exception {
    var refused = new VolumeReply.Refused(new Refusal(Reason.KEY_CONFLICT, "It is taken."));
    await(bus.serve("v", 0, command -> Future.succeededFuture(refused)).completion());
    assertThat(reason(bus.ask(LOOKUP))).isEqualTo(Reason.KEY_CONFLICT);
  }

  @Test
  void a_volume_without_an_owner_is_unavailable() throws Exception {
    assertThat(reason(bus.ask(LOOKUP))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    var consumer = bus.serve("v", 0, command -> Future.succeededFuture(new VolumeReply.Done()));
    await(consumer.completion());
    await(consumer.unregister());
    assertThat(reason(bus.ask(LOOKUP))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void an_owner_that_does_not_answer_in_time_is_unavailable() throws Exception {
    await(bus.serve("v", 0, command -> Promise.<VolumeReply>promise().future()).completion());
    assertThat(reason(bus.ask(LOOKUP))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  /** What the owner is asked for when a command is answered after nobody waits any more. */
  private VolumeCommand<?> askedAfter(VolumeCommand<?> late, VolumeReply reply) throws Exception {
    Promise<VolumeReply> answer = Promise.promise();
    Promise<VolumeCommand<?>> next = Promise.promise();
    await(
        bus.serve(
                "v",
                0,
                command -> {
                  if (command.equals(late)) {
                    return answer.future();
                  }
                  next.complete(command);
                  return Future.succeededFuture(new VolumeReply.Done());
                })
            .completion());
    assertThat(reason(bus.ask(late))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    answer.complete(reply);
    return Objects.requireNonNull(await(next.future()));
  }

  @Test
  void space_that_is_set_aside_too_late_is_given_back() throws Exception {
    var admit = new VolumeCommand.Admit("v", ObjectKey.of("k"), 900, Conditions.NONE);
    assertThat(askedAfter(admit, new VolumeReply.Admitted(7)))
        .isEqualTo(new VolumeCommand.Release("v", 7));
  }

  @Test
  void a_part_that_is_begun_too_late_is_given_up() throws Exception {
    ObjectKey key = ObjectKey.of("k");
    var spec = new UploadSpec(ObjectMetadata.NONE, null, null);
    var upload = new UploadInfo(key, "id", Instant.EPOCH, spec);
    var start = new VolumeCommand.StartPart("v", key, "id", 1, 900);
    assertThat(askedAfter(start, new VolumeReply.PartStarted(1, 5, "body", 0, upload)))
        .isEqualTo(new VolumeCommand.CancelPart("v", "id", 5));
  }

  @Test
  void a_fault_is_no_refusal_and_is_told_at_once() throws Exception {
    await(
        bus.serve("v", 0, command -> Future.failedFuture(new IllegalStateException("a fault")))
            .completion());
    await(
        bus.serve(
                "w",
                0,
                command -> {
                  throw new IllegalStateException("a fault");
                })
            .completion());
    for (String volume : new String[] {"v", "w"}) {
      assertThat(failure(bus.ask(new VolumeCommand.Lookup(volume, ObjectKey.of("k")))))
          .isNotInstanceOf(RefusedException.class)
          .hasMessageContaining("a fault");
    }
  }
}
