package io.sluice.bus;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commands to owners on other nodes. What takes long is asked for again and again under one request
 * id, which its owner recognises: so a lost connection costs one interval, not the whole wait.
 */
final class RemoteBus {
  /** How long an answer may still be on its way when its volume has another owner already. */
  private static final long ON_ITS_WAY_MILLIS = 500;

  private final Vertx vertx;
  private final BusTerms terms;
  private final OwnerRoutes routes;
  private final Envelope envelope;
  private final BusTraffic traffic = new BusTraffic();
  private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

  RemoteBus(Vertx vertx, BusTerms terms, OwnerRoutes routes, BusKey key) {
    this.vertx = vertx;
    this.terms = terms;
    this.routes = routes;
    this.envelope = new Envelope(key);
  }

  Envelope envelope() {
    return envelope;
  }

  BusTraffic traffic() {
    return traffic;
  }

  Future<VolumeReply> ask(Route route, VolumeCommand<?> command) {
    byte[] sealed;
    try {
      sealed = envelope.seal(route, UUID.randomUUID(), command);
    } catch (Envelope.Unacceptable tooLong) {
      return Future.failedFuture(
          Refusal.exception(
              Reason.INVALID_REQUEST, "The request is too long to be passed to another node."));
    }
    Promise<VolumeReply> answer = Promise.promise();
    Asked mine = new Asked(route, command.volume(), Buffer.buffer(sealed), answer);
    asked.add(mine);
    answer.future().onComplete(_ -> asked.remove(mine));
    if (!route.equals(routes.current(command.volume()))) {
      // The node may have gone between looking and asking: then nobody would say so any more.
      answer.tryFail(Unanswered.anotherEpoch());
    } else {
      send(mine, tries(command));
    }
    return answer.future();
  }

  private long tries(VolumeCommand<?> command) {
    return VolumeBus.mayTakeLong(command)
        ? Math.max(1, terms.completeWithin().dividedBy(terms.answerWithin()))
        : 1;
  }

  private record Asked(Route route, String volume, Buffer sealed, Promise<VolumeReply> answer) {
    String address() {
      return RemoteBus.address(volume, route.nodeId());
    }

    // Each waits for itself, whatever others ask.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private void send(Asked asked, long triesLeft) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(terms.answerWithin().toMillis());
    traffic.commandsOut().one(asked.sealed().length());
    vertx
        .eventBus()
        .<Buffer>request(asked.address(), asked.sealed(), options)
        .onSuccess(message -> answered(asked, message))
        .onFailure(failure -> failed(asked, failure, triesLeft));
  }

  private void answered(Asked asked, Message<Buffer> message) {
    try {
      Buffer body = message.body();
      VolumeReply reply = envelope.open(Envelope.macOf(asked.sealed().getBytes()), body);
      traffic.repliesIn().one(body.length());
      asked.answer().tryComplete(reply);
    } catch (Envelope.Unacceptable | ClassCastException unacceptable) {
      asked.answer().tryFail(unacceptable);
    }
  }

  private void failed(Asked asked, Throwable failure, long triesLeft) {
    if (!(failure instanceof ReplyException reply)) {
      asked.answer().tryFail(Unanswered.moved());
    } else if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      asked.answer().tryFail(Unanswered.noOwner());
    } else if (reply.failureType() != ReplyFailure.TIMEOUT) {
      asked.answer().tryFail(failure);
    } else if (triesLeft > 1 && !asked.answer().future().isComplete()) {
      send(asked, triesLeft - 1);
    } else {
      asked.answer().tryFail(Unanswered.tooLate());
    }
  }

  /** Nothing asked of this node will be answered by it any more. */
  void nodeGone(String nodeId) {
    asked.stream()
        .filter(each -> each.route().nodeId().equals(nodeId))
        .forEach(each -> each.answer().tryFail(Unanswered.moved()));
  }

  /**
   * Some volumes may have other owners. One serves only when its predecessor has given all its
   * answers or can't any more: what is not here soon was lost on the way, or thrown away unread.
   */
  void routesChanged() {
    for (Asked each : asked) {
      Route now = routes.current(each.volume());
      if (now != null && !now.equals(each.route())) {
        vertx.setTimer(ON_ITS_WAY_MILLIS, _ -> each.answer().tryFail(Unanswered.moved()));
      }
    }
  }

  static String address(String volume, String nodeId) {
    return "volume." + volume + "@" + nodeId;
  }
}
