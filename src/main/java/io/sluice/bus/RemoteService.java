package io.sluice.bus;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner's side of one volume's address for other nodes. */
final class RemoteService {
  private static final Logger log = LoggerFactory.getLogger(RemoteService.class);
  private static final int REFUSED = 1;

  private final Seat seat;
  private final Envelope envelope;
  private final BusTraffic traffic;
  private final Function<VolumeCommand<?>, Future<VolumeReply>> answer;
  private final ConcurrentHashMap<UUID, Future<VolumeReply>> running = new ConcurrentHashMap<>();

  /** Who serves what, since when. */
  record Seat(String self, String volume, long epoch) {}

  /** What messages are opened and sealed with, and where they are counted. */
  record Post(Envelope envelope, BusTraffic traffic) {}

  RemoteService(Seat seat, Post post, Function<VolumeCommand<?>, Future<VolumeReply>> answer) {
    this.seat = seat;
    this.envelope = post.envelope();
    this.traffic = post.traffic();
    this.answer = answer;
  }

  void receive(Message<Object> message) {
    try {
      if (!(message.body() instanceof Buffer sealed)) {
        throw new Envelope.Unacceptable("not bytes");
      }
      traffic.commandsIn().one(sealed.length());
      Envelope.Received received = envelope.open(seat.self(), sealed);
      if (!received.command().volume().equals(seat.volume())) {
        throw new Envelope.Unacceptable("meant for another volume");
      }
      carriedOut(received)
          .onSuccess(reply -> reply(message, sealed(received.mac(), reply)))
          .onFailure(fault -> message.fail(0, String.valueOf(fault)));
    } catch (Envelope.Unknown newer) {
      log.atWarn()
          .addKeyValue("volume", seat.volume())
          .log("a node of another version asks for what this one does not know");
      var refusal =
          new Refusal(
              Reason.NOT_IMPLEMENTED,
              "The node that owns the bucket is of an older version, which does not know this.");
      reply(message, sealed(newer.mac(), new VolumeReply.Refused(refusal)));
    } catch (Envelope.Unacceptable e) {
      log.atWarn()
          .addKeyValue("volume", seat.volume())
          .log("refused a message: {}", e.getMessage());
      message.fail(REFUSED, "refused");
    }
  }

  private void reply(Message<Object> message, Buffer sealed) {
    traffic.repliesOut().one(sealed.length());
    message.reply(sealed);
  }

  private Future<VolumeReply> carriedOut(Envelope.Received received) {
    if (received.epoch() != seat.epoch()) {
      return Future.succeededFuture(new VolumeReply.NotOwner(seat.epoch()));
    }
    // Sent again while it is at work: both get the one answer.
    Promise<VolumeReply> ours = Promise.promise();
    Future<VolumeReply> others = running.putIfAbsent(received.request(), ours.future());
    if (others != null) {
      return others;
    }
    VolumeBus.called(answer, received.command())
        .onComplete(result -> {
          running.remove(received.request());
          ours.handle(result);
        });
    return ours.future();
  }

  private Buffer sealed(ByteBuffer mac, VolumeReply reply) {
    try {
      return Buffer.buffer(envelope.seal(mac, reply));
    } catch (Envelope.Unacceptable tooLong) {
      log.atError()
          .addKeyValue("volume", seat.volume())
          .addKeyValue("reply", reply.getClass().getSimpleName())
          .log("an answer is too long for the bus");
      return shortest(mac);
    }
  }

  private Buffer shortest(ByteBuffer mac) {
    var refusal = new Refusal(Reason.INTERNAL_ERROR, "The answer is too long for the bus.");
    try {
      return Buffer.buffer(envelope.seal(mac, new VolumeReply.Refused(refusal)));
    } catch (Envelope.Unacceptable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
