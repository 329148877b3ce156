package io.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that talk by encoded messages, on one event bus: one node asks, the others own. */
class HandoverTest {
  private static final VolumeCommand.Lookup LOOKUP =
      new VolumeCommand.Lookup("v", ObjectKey.of("k"));
  private static final VolumeReply LOOKED = new VolumeReply.Looked(null);

  private final Vertx vertx = Vertx.vertx();
  private final Routes routes = new Routes();
  private final BusKey key = new BusKey(new byte[32]);
  private final VolumeBus asking = new VolumeBus(vertx, terms(Duration.ofSeconds(20), 2), routes);
  private final RemoteBus remote = new RemoteBus(vertx, terms(Duration.ZERO, 2), routes, key);

  private BusTerms terms(Duration handover, int mostWaiting) {
    return new BusTerms(
        Duration.ofMillis(500), Duration.ofSeconds(10), handover, mostWaiting, Optional.of(key));
  }

  /** Routes that a test sets; nobody is told when they change. */
  private static final class Routes implements OwnerRoutes {
    volatile @Nullable Route route;
    volatile boolean majority = true;

    @Override
    public String self() {
      return "self";
    }

    @Override
    public boolean isWorthWaiting() {
      return majority;
    }

    @Override
    public @Nullable Route current(String volume) {
      return route;
    }

    @Override
    public Future<Route> after(String volume, @Nullable Route stale, Duration within) {
      return Promise.<Route>promise().future();
    }
  }

  /** Another node's end of the bus. */
  private void serve(Route route, Function<VolumeCommand<?>, Future<VolumeReply>> answer)
      throws Exception {
    var seat = new RemoteService.Seat(route.nodeId(), "v", route.epoch());
    var post = new RemoteService.Post(new Envelope(key), new BusTraffic());
    var service = new RemoteService(seat, post, answer);
    vertx
        .eventBus()
        .consumer(RemoteBus.address("v", route.nodeId()), service::receive)
        .completion()
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Reason refusal(Future<?> future) {
    try {
      await(future);
      throw new AssertionError("it was answered");
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RefusedException refused) {
        return refused.refusal().reason();
      }
      throw failed;
    }
  }

  @Test
  void an_owner_on_another_node_is_asked_and_answers() throws Exception {
    routes.route = new Route("n2", 3);
    serve(new Route("n2", 3), command -> Future.succeededFuture(LOOKED));
    assertThat(await(asking.ask(LOOKUP))).isEqualTo(LOOKED);
    assertThat(asking.epoch("v")).isEqualTo(3);
  }

  @Test
  void a_command_waits_until_a_volume_has_an_owner() throws Exception {
    Future<VolumeReply.Looked> asked = asking.ask(LOOKUP);
    assertThat(asked.isComplete()).isFalse();
    serve(new Route("n2", 1), command -> Future.succeededFuture(LOOKED));
    routes.route = new Route("n2", 1);
    assertThat(await(asked)).isEqualTo(LOOKED);
  }

  @Test
  void a_command_that_an_owner_does_not_know_yet_is_refused_by_it() throws Exception {
    serve(new Route("n2", 1), command -> Future.succeededFuture(LOOKED));
    Envelope envelope = new Envelope(key);
    UUID request = new UUID(1, 2);
    byte[] known = envelope.seal(new Route("n2", 1), request, LOOKUP);
    byte[] later = "late".getBytes(StandardCharsets.UTF_8);
    byte[] command = new WireCodec().encode(LOOKUP);
    int from = known.length - BusKey.MAC_BYTES - command.length;
    // "look" becomes a name that nobody has.
    int name = from + indexOf(command, "look");
    System.arraycopy(later, 0, known, name, later.length);
    byte[] context = {'C'};
    int length = known.length - BusKey.MAC_BYTES;
    System.arraycopy(key.mac(context, known, length), 0, known, length, BusKey.MAC_BYTES);
    Buffer answer =
        await(
            vertx
                .eventBus()
                .<Buffer>request(RemoteBus.address("v", "n2"), Buffer.buffer(known))
                .map(message -> message.body()));
    VolumeReply reply = envelope.open(Envelope.macOf(known), answer);
    assertThat(reply).isInstanceOf(VolumeReply.Refused.class);
    assertThat(((VolumeReply.Refused) reply).refusal().reason()).isEqualTo(Reason.NOT_IMPLEMENTED);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void a_command_for_another_epoch_is_not_carried_out() throws Exception {
    AtomicInteger carriedOut = new AtomicInteger();
    routes.route = new Route("n2", 4);
    serve(
        new Route("n2", 5),
        command -> {
          carriedOut.incrementAndGet();
          return Future.succeededFuture(LOOKED);
        });
    Future<VolumeReply.Looked> asked = asking.ask(LOOKUP);
    assertThat(refusalNow(new Route("n2", 4))).isEqualTo(new VolumeReply.NotOwner(5));
    assertThat(carriedOut).hasValue(0);
    routes.route = new Route("n2", 5);
    assertThat(await(asked)).isEqualTo(LOOKED);
    assertThat(carriedOut).hasValue(1);
  }

  private VolumeReply refusalNow(Route route) {
    return await(remote.ask(route, LOOKUP));
  }

  @Test
  void what_was_asked_of_a_node_that_is_gone_is_asked_of_the_next_and_says_so() throws Exception {
    List<VolumeCommand<?>> seen = new CopyOnWriteArrayList<>();
    var rename =
        new VolumeCommand.Rename(
            "v", ObjectKey.of("a"), ObjectKey.of("b"), Conditions.NONE, Conditions.NONE, "t");
    routes.route = new Route("n2", 1);
    serve(
        new Route("n2", 1),
        command -> {
          seen.add(command);
          return Promise.<VolumeReply>promise().future();
        });
    serve(
        new Route("n3", 2),
        command -> {
          seen.add(command);
          return Future.succeededFuture(new VolumeReply.Done());
        });
    Future<VolumeReply.Done> asked = asking.ask(rename);
    Awaitility.await().until(() -> seen.size() == 1);
    routes.route = new Route("n3", 2);
    asking.nodeGone("n2");
    assertThat(await(asked)).isEqualTo(new VolumeReply.Done());
    assertThat(seen).containsExactly(rename, rename.asRepeated());
  }

  @Test
  void what_takes_long_is_carried_out_once_however_often_it_is_sent() throws Exception {
    AtomicInteger carriedOut = new AtomicInteger();
    Promise<VolumeReply> slow = Promise.promise();
    routes.route = new Route("n2", 1);
    serve(
        new Route("n2", 1),
        command -> {
          carriedOut.incrementAndGet();
          return slow.future();
        });
    var complete = (VolumeCommand.CompleteUpload) generated(VolumeCommand.CompleteUpload.class);
    Future<VolumeReply.Completed> asked = asking.ask(complete);
    var done = (VolumeReply.Completed) generated(VolumeReply.Completed.class);
    vertx.setTimer(1300, _ -> slow.complete(done));
    assertThat(await(asked)).isEqualTo(done);
    assertThat(carriedOut).hasValue(1);
  }

  private static Object generated(Class<?> type) {
    Object made = new Generated(new Random(5)).of(type);
    return made instanceof VolumeCommand.CompleteUpload c
        ? new VolumeCommand.CompleteUpload(
            "v",
            c.key(),
            c.uploadId(),
            c.parts(),
            c.tag(),
            c.checksum(),
            c.declaredBytes(),
            c.conditions())
        : made;
  }

  @Test
  void only_so_many_wait_and_only_so_long() {
    Vertx other = Vertx.vertx();
    VolumeBus impatient = new VolumeBus(other, terms(Duration.ofMillis(300), 2), routes);
    Future<?> first = impatient.ask(LOOKUP);
    Future<?> second = impatient.ask(LOOKUP);
    assertThat(refusal(impatient.ask(LOOKUP))).isEqualTo(Reason.SLOW_DOWN);
    assertThat(first.isComplete()).isFalse();
    assertThat(refusal(first)).isEqualTo(Reason.SLOW_DOWN);
    assertThat(refusal(second)).isEqualTo(Reason.SLOW_DOWN);
    await(other.close());
  }

  @Test
  void what_a_former_owner_left_open_does_not_wait_for_its_answer() throws Exception {
    AtomicInteger reached = new AtomicInteger();
    Duration never = Duration.ofMinutes(5);
    var terms = new BusTerms(never, never, Duration.ZERO, 2, Optional.of(key));
    RemoteBus patient = new RemoteBus(vertx, terms, routes, key);
    Route former = new Route("n2", 1);
    routes.route = former;
    serve(
        former,
        command -> {
          reached.incrementAndGet();
          return Promise.<VolumeReply>promise().future();
        });
    Future<VolumeReply> asked = patient.ask(former, LOOKUP);
    Awaitility.await().until(() -> reached.get() == 1);
    routes.route = null;
    patient.routesChanged();
    routes.route = new Route("n3", 2);
    patient.routesChanged();
    assertThatThrownBy(() -> await(asked)).hasCauseInstanceOf(Unanswered.class);
  }

  @Test
  void without_a_majority_nobody_is_kept_waiting() throws Exception {
    Future<?> waiting = asking.ask(LOOKUP);
    assertThat(waiting.isComplete()).isFalse();
    routes.majority = false;
    assertThat(refusal(waiting)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(refusal(asking.ask(LOOKUP))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    // Who still answers is asked: an owner may show how its files are.
    serve(new Route("n2", 1), command -> Future.succeededFuture(LOOKED));
    routes.route = new Route("n2", 1);
    assertThat(await(asking.ask(LOOKUP))).isEqualTo(LOOKED);
  }

  @Test
  void what_was_meant_for_another_epoch_is_not_said_to_be_asked_twice() throws Exception {
    List<VolumeCommand<?>> seen = new CopyOnWriteArrayList<>();
    var delete = new VolumeCommand.Delete("v", List.of());
    serve(
        new Route("n2", 5),
        command -> {
          seen.add(command);
          return Future.succeededFuture(new VolumeReply.Deleted(List.of()));
        });
    routes.route = new Route("n2", 4);
    Future<VolumeReply.Deleted> asked = asking.ask(delete);
    routes.route = new Route("n2", 5);
    assertThat(await(asked)).isEqualTo(new VolumeReply.Deleted(List.of()));
    assertThat(seen).containsExactly(delete);
  }

  @Test
  void a_message_that_is_not_from_the_cluster_is_refused() throws Exception {
    serve(new Route("n2", 1), command -> Future.succeededFuture(LOOKED));
    for (Object message : new Object[] {"text", Buffer.buffer("bytes")}) {
      assertThatThrownBy(() ->
              await(
                  vertx
                      .eventBus()
                      .request(
                          RemoteBus.address("v", "n2"),
                          message,
                          new DeliveryOptions().setSendTimeout(5000))))
          .hasMessageContaining("refused");
    }
  }
}
