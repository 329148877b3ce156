package io.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The event bus as volumes and gateways use it. An owner in this process is handed commands and
 * hands back replies by reference; one on another node gets them encoded and authenticated.
 */
public final class VolumeBus implements VolumeClient {
  private final Vertx vertx;
  private final BusTerms terms;
  private final OwnerRoutes routes;
  private final Handovers handovers;
  private final @Nullable RemoteBus remote;
  private final Map<String, LocalOwner> owners = new ConcurrentHashMap<>();

  /** Prepares a Vert.x instance; at most once an instance. */
  public VolumeBus(Vertx vertx, BusTerms terms, OwnerRoutes routes) {
    this.vertx = vertx;
    this.terms = terms;
    this.routes = routes;
    this.handovers = new Handovers(vertx, terms, routes);
    this.remote = terms.key().map(key -> new RemoteBus(vertx, terms, routes, key)).orElse(null);
    vertx.eventBus().registerCodec(new ReferenceCodec());
  }

  /**
   * Answers a volume's commands with what a function returns, until it is unregistered.
   *
   * @param epoch that of this node's ownership; commands for another get {@link
   *     VolumeReply.NotOwner}
   */
  public Served serve(
      String volume, long epoch, Function<VolumeCommand<?>, Future<VolumeReply>> answer) {
    return new Served(consumers(volume, epoch, answer), () -> {});
  }

  /** The same for an owner that those in this process may also ask without the bus. */
  public Served serve(
      String volume,
      long epoch,
      Function<VolumeCommand<?>, Future<VolumeReply>> answer,
      LocalOwner nearby) {
    owners.put(volume, nearby);
    return new Served(consumers(volume, epoch, answer), () -> owners.remove(volume, nearby));
  }

  private List<MessageConsumer<?>> consumers(
      String volume, long epoch, Function<VolumeCommand<?>, Future<VolumeReply>> answer) {
    List<MessageConsumer<?>> consumers = new ArrayList<>();
    consumers.add(
        vertx
            .eventBus()
            .<NearbyAsk>localConsumer(address(volume))
            .handler(message -> reply(message, called(answer, message.body().command()))));
    if (remote != null) {
      var seat = new RemoteService.Seat(routes.self(), volume, epoch);
      var post = new RemoteService.Post(remote.envelope(), remote.traffic());
      var service = new RemoteService(seat, post, answer);
      String remotely = RemoteBus.address(volume, routes.self());
      consumers.add(vertx.eventBus().consumer(remotely, service::receive));
    }
    return consumers;
  }

  /** A node has left the cluster: what was asked of it is asked of another, at once. */
  public void nodeGone(String nodeId) {
    if (remote != null) {
      remote.nodeGone(nodeId);
    }
  }

  /** Some volumes may have other owners now: those are asked what the former ones left open. */
  public void routesChanged() {
    if (remote != null) {
      remote.routesChanged();
    }
  }

  /** What goes between this node and others; all zero without a cluster. */
  public BusTraffic traffic() {
    return remote == null ? new BusTraffic() : remote.traffic();
  }

  /** The routes by which commands go. */
  public OwnerRoutes routes() {
    return routes;
  }

  // Without an answer the one who asks would wait until the deadline.
  static Future<VolumeReply> called(
      Function<VolumeCommand<?>, Future<VolumeReply>> answer, VolumeCommand<?> command) {
    try {
      return answer.apply(command);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void reply(Message<NearbyAsk> message, Future<VolumeReply> answer) {
    answer.onComplete(
        reply -> {
          message.reply(reply, options());
          message.body().given().complete(reply);
        },
        failure -> message.fail(0, String.valueOf(failure)));
  }

  @Override
  public @Nullable LocalOwner owner(String volume) {
    LocalOwner owner = owners.get(volume);
    Route route = owner == null ? null : routes.current(volume);
    return route != null && route.nodeId().equals(routes.self()) ? owner : null;
  }

  @Override
  public long epoch(String volume) {
    Route route = routes.current(volume);
    return route == null ? 0 : route.epoch();
  }

  @Override
  public <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command) {
    return handovers
        .perform(
            command.volume(),
            (route, repeated) -> attempt(route, repeated ? command.asRepeated() : command))
        .compose(VolumeBus::unwrap);
  }

  private Future<VolumeReply> attempt(Route route, VolumeCommand<?> command) {
    RemoteBus others = remote;
    boolean local = others == null || route.nodeId().equals(routes.self());
    Future<VolumeReply> reply =
        others == null || local ? here(command) : others.ask(route, command);
    return reply.compose(answer -> {
      if (!(answer instanceof VolumeReply.NotOwner(long epoch))) {
        return Future.succeededFuture(answer);
      }
      // Another node looks at the epoch first; this one may have served a newer one.
      boolean unread = !local && epoch != route.epoch();
      return Future.failedFuture(unread ? Unanswered.anotherEpoch() : Unanswered.moved());
    });
  }

  private Future<VolumeReply> here(VolumeCommand<?> command) {
    var within = mayTakeLong(command) ? terms.completeWithin() : terms.answerWithin();
    DeliveryOptions options = options().setSendTimeout(within.toMillis());
    NearbyAsk ask = new NearbyAsk(command);
    return vertx
        .eventBus()
        .<VolumeReply>request(address(command.volume()), ask, options)
        .map(Message::body)
        .recover(failure -> {
          // It is carried out all the same, perhaps much later: what it takes then is given back.
          ask.undoing(undo -> here(undo));
          return Future.failedFuture(explained(failure));
        });
  }

  private static Throwable explained(Throwable failure) {
    if (failure instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return Unanswered.noOwner();
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return Unanswered.tooLate();
      }
    }
    return failure;
  }

  // A command's type parameter says which reply its owner gives.
  @SuppressWarnings("unchecked")
  private static <R extends VolumeReply> Future<R> unwrap(VolumeReply reply) {
    return reply instanceof VolumeReply.Refused refused
        ? Future.failedFuture(refused.refusal().asException())
        : Future.succeededFuture((R) reply);
  }

  /** Whether its owner may have to copy, so that it can take hours. */
  static boolean mayTakeLong(VolumeCommand<?> command) {
    return command instanceof VolumeCommand.CompleteUpload;
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(ReferenceCodec.NAME).setLocalOnly(true);
  }

  private static String address(String volume) {
    return "volume." + volume;
  }
}
