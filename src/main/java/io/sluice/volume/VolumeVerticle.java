package io.sluice.volume;

import io.sluice.bus.LocalOwner;
import io.sluice.bus.PreparedPut;
import io.sluice.bus.Served;
import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeBus;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one volume's address: hands each command to a worker thread, since every one of them
 * touches files, and refuses when too many wait. Commands run side by side; what must not is kept
 * apart by locks.
 */
public final class VolumeVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(VolumeVerticle.class);
  private static final Refusal TOO_MANY =
      new Refusal(Reason.SLOW_DOWN, "The volume has too many requests waiting; try again.");

  /** Threads that may wait for files. */
  public interface Workers {
    /** Has a job done; the future completes where the caller runs. */
    <T> Future<T> run(Callable<T> job);
  }

  private final OwnedVolume volume;
  private final VolumeBus bus;
  private final Workers workers;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Promise<Void> idle = Promise.promise();
  private volatile boolean stopping;
  private @Nullable Served consumer;

  /**
   * @param workers where commands run
   * @param mostWaiting commands of this volume that may wait or run at once
   */
  public VolumeVerticle(OwnedVolume volume, VolumeBus bus, Workers workers, int mostWaiting) {
    this.volume = volume;
    this.bus = bus;
    this.workers = workers;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public Future<?> start() {
    consumer = bus.serve(volume.name(), volume.tenure().epoch(), this::answer, new Nearby());
    return consumer.completion();
  }

  private Future<VolumeReply> answer(VolumeCommand<?> command) {
    if (waiting.incrementAndGet() > mostWaiting && !givesBack(command)) {
      done();
      return Future.succeededFuture(new VolumeReply.Refused(TOO_MANY));
    }
    return workers
        .run(() -> volume.answer(command))
        .onFailure(fault -> log(command.getClass(), fault))
        .onComplete(reply -> done());
  }

  /** The same for those in this process, on their own threads and counted alike. */
  private final class Nearby implements LocalOwner {
    @Override
    public @Nullable ObjectEntry remembered(ObjectKey key) {
      if (!enter()) {
        return null;
      }
      try {
        return volume.remembered(key);
      } finally {
        done();
      }
    }

    @Override
    public @Nullable PreparedPut prepare(ShortPut put) {
      if (!enter()) {
        return null;
      }
      boolean isPrepared = false;
      try {
        PreparedPut prepared =
            waiting.get() > mostWaiting
                ? answer -> answer.accept(new VolumeReply.Refused(TOO_MANY))
                : volume.prepare(put);
        isPrepared = true;
        return answer -> commit(prepared, answer);
      } catch (RuntimeException fault) {
        log(put.getClass(), fault);
        throw fault;
      } finally {
        if (!isPrepared) {
          done();
        }
      }
    }

    private void commit(PreparedPut prepared, Consumer<VolumeReply> answer) {
      try {
        prepared.commit(answer);
      } catch (RuntimeException fault) {
        log(ShortPut.class, fault);
        throw fault;
      } finally {
        done();
      }
    }

    // Counted first, so that either we see the end coming or the end sees us.
    private boolean enter() {
      waiting.incrementAndGet();
      if (stopping) {
        done();
        return false;
      }
      return true;
    }
  }

  // Nobody sends these again: refused, they would hold space and slots for as long as we run.
  private static boolean givesBack(VolumeCommand<?> command) {
    return command instanceof VolumeCommand.Release || command instanceof VolumeCommand.CancelPart;
  }

  // Only a fault's text crosses the bus, so its trace is written here.
  private void log(Class<?> command, Throwable fault) {
    log.atError()
        .addKeyValue("volume", volume.name())
        .addKeyValue("command", command.getSimpleName())
        .setCause(fault)
        .log("command failed");
  }

  private void done() {
    if (waiting.decrementAndGet() == 0 && stopping) {
      idle.tryComplete();
    }
  }

  /** Takes no more commands, and waits for those under way: after this the volume can be closed. */
  @Override
  public Future<?> stop() {
    Future<?> unregistered = consumer == null ? Future.succeededFuture() : consumer.unregister();
    return unregistered.compose(gone -> {
      stopping = true;
      if (waiting.get() == 0) {
        idle.tryComplete();
      }
      return idle.future();
    });
  }
}
