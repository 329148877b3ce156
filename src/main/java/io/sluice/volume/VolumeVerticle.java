package io.sluice.volume;

import io.sluice.bus.VolumeBus;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves one volume's address: hands each command to a worker thread, since every one of them
 * touches files, and refuses when too many wait. Commands run side by side; what must not is kept
 * apart by locks.
 */
public final class VolumeVerticle extends VerticleBase {
  private static final Refusal TOO_MANY =
      new Refusal(Reason.SLOW_DOWN, "The volume has too many requests waiting; try again.");

  private final OwnedVolume volume;
  private final VolumeBus bus;
  private final WorkerExecutor workers;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable MessageConsumer<VolumeCommand<?>> consumer;

  /**
   * @param workers where commands run; shared by the volumes of a node
   * @param mostWaiting commands of this volume that may wait or run at once
   */
  public VolumeVerticle(
      OwnedVolume volume, VolumeBus bus, WorkerExecutor workers, int mostWaiting) {
    this.volume = volume;
    this.bus = bus;
    this.workers = workers;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public Future<?> start() {
    consumer = bus.serve(volume.name(), this::answer);
    return consumer.completion();
  }

  private Future<VolumeReply> answer(VolumeCommand<?> command) {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      return Future.succeededFuture(new VolumeReply.Refused(TOO_MANY));
    }
    return workers
        .executeBlocking(() -> volume.answer(command), false)
        .map(reply -> Objects.requireNonNull(reply))
        .onComplete(reply -> waiting.decrementAndGet());
  }

  @Override
  public Future<?> stop() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }
}
