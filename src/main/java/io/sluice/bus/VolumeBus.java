package io.sluice.bus;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Function;

/** The event bus as volumes and gateways use it: one address a volume, requests with a deadline. */
public final class VolumeBus implements VolumeClient {
  private final Vertx vertx;
  private final BusTerms terms;
  private final OwnerRoutes routes;

  /** Prepares a Vert.x instance; at most once an instance. */
  public VolumeBus(Vertx vertx, BusTerms terms, OwnerRoutes routes) {
    this.vertx = vertx;
    this.terms = terms;
    this.routes = routes;
    vertx.eventBus().registerCodec(new ReferenceCodec());
  }

  /**
   * Answers a volume's commands with what a function returns, until the consumer is unregistered.
   *
   * @param epoch that of this node's ownership; commands for another get {@link
   *     VolumeReply.NotOwner}
   */
  public MessageConsumer<VolumeCommand<?>> serve(
      String volume, long epoch, Function<VolumeCommand<?>, Future<VolumeReply>> answer) {
    return vertx
        .eventBus()
        .<VolumeCommand<?>>localConsumer(address(volume))
        .handler(message -> reply(message, called(answer, message.body())));
  }

  /** A node has left the cluster: what was asked of it is asked of another, at once. */
  public void nodeGone(String nodeId) {}

  /** The routes by which commands go. */
  public OwnerRoutes routes() {
    return routes;
  }

  // Without an answer the one who asks would wait until the deadline.
  private static Future<VolumeReply> called(
      Function<VolumeCommand<?>, Future<VolumeReply>> answer, VolumeCommand<?> command) {
    try {
      return answer.apply(command);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static void reply(Message<VolumeCommand<?>> message, Future<VolumeReply> answer) {
    answer.onComplete(
        reply -> message.reply(reply, options()),
        failure -> message.fail(0, String.valueOf(failure)));
  }

  @Override
  public <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command) {
    boolean mayCopy = command instanceof VolumeCommand.CompleteUpload;
    DeliveryOptions options =
        options()
            .setSendTimeout((mayCopy ? terms.completeWithin() : terms.answerWithin()).toMillis());
    return vertx
        .eventBus()
        .<VolumeReply>request(address(command.volume()), command, options)
        .recover(failure -> Future.failedFuture(explain(failure)))
        .compose(message -> unwrap(message.body()));
  }

  // A command's type parameter says which reply its owner gives.
  @SuppressWarnings("unchecked")
  private static <R extends VolumeReply> Future<R> unwrap(VolumeReply reply) {
    return reply instanceof VolumeReply.Refused refused
        ? Future.failedFuture(refused.refusal().asException())
        : Future.succeededFuture((R) reply);
  }

  private static Throwable explain(Throwable failure) {
    if (failure instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return Refusal.exception(
            Reason.SERVICE_UNAVAILABLE, "The volume has no owner at the moment; try again.");
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return Refusal.exception(
            Reason.SERVICE_UNAVAILABLE, "The volume did not answer in time; try again.");
      }
    }
    return failure;
  }

  private static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(ReferenceCodec.NAME).setLocalOnly(true);
  }

  private static String address(String volume) {
    return "volume." + volume;
  }
}
