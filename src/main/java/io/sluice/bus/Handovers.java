package io.sluice.bus;

import io.sluice.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps commands while a volume has no owner that answers, and asks again when there may be one: so
 * clients see a handover as a pause. Bounded in time and in number.
 */
final class Handovers {
  /** A route is asked for so often, should nobody say that it has changed. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Between two attempts, however soon the first one failed. */
  private static final long PAUSE_MILLIS = 20;

  private final Vertx vertx;
  private final BusTerms terms;
  private final OwnerRoutes routes;
  private final AtomicInteger waiting = new AtomicInteger();

  Handovers(Vertx vertx, BusTerms terms, OwnerRoutes routes) {
    this.vertx = vertx;
    this.terms = terms;
    this.routes = routes;
  }

  /** One try to have a command answered; fails with {@link Unanswered} when it may be repeated. */
  interface Attempt {
    /**
     * Asks the owner that a route names.
     *
     * @param repeated whether an earlier try may have had an effect
     */
    Future<VolumeReply> run(Route route, boolean repeated);
  }

  Future<VolumeReply> perform(String volume, Attempt attempt) {
    Route route = routes.current(volume);
    Future<VolumeReply> first =
        route == null ? Future.failedFuture(Unanswered.noOwner()) : attempt.run(route, false);
    return first.recover(failure ->
        failure instanceof Unanswered unanswered
            ? await(new Command(volume, attempt), route, unanswered)
            : Future.failedFuture(failure));
  }

  /** How many commands wait now. */
  int waiting() {
    return waiting.get();
  }

  private static final class Command {
    private final String volume;
    private final Attempt attempt;
    private volatile boolean expired;
    private volatile boolean maybeDone;

    Command(String volume, Attempt attempt) {
      this.volume = volume;
      this.attempt = attempt;
    }
  }

  private Future<VolumeReply> await(Command command, @Nullable Route stale, Unanswered why) {
    if (!routes.isWorthWaiting()) {
      return Future.failedFuture(minority());
    }
    if (terms.handoverWithin().isZero()) {
      return Future.failedFuture(why.refusal(Reason.SERVICE_UNAVAILABLE).asException());
    }
    if (waiting.incrementAndGet() > terms.mostWaiting()) {
      waiting.decrementAndGet();
      return Future.failedFuture(why.refusal(Reason.SLOW_DOWN).asException());
    }
    long timer = vertx.setTimer(terms.handoverWithin().toMillis(), _ -> command.expired = true);
    return again(command, stale, why)
        .onComplete(_ -> {
          vertx.cancelTimer(timer);
          waiting.decrementAndGet();
        });
  }

  // No owner will come here, and the other side serves: clients had better ask there, at once.
  private static Exception minority() {
    return Unanswered.noMajority().refusal(Reason.SERVICE_UNAVAILABLE).asException();
  }

  private Future<VolumeReply> again(Command command, @Nullable Route stale, Unanswered why) {
    command.maybeDone = command.maybeDone || why.maybeDone();
    if (!routes.isWorthWaiting()) {
      return Future.failedFuture(minority());
    }
    if (command.expired) {
      return Future.failedFuture(why.refusal(Reason.SLOW_DOWN).asException());
    }
    return vertx
        .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
        .compose(_ -> newer(command.volume, stale))
        .compose(route ->
            route.isEmpty()
                ? again(command, null, why)
                : command
                    .attempt
                    .run(route.get(), command.maybeDone)
                    .recover(failure ->
                        failure instanceof Unanswered unanswered
                            ? again(command, route.get(), unanswered)
                            : Future.failedFuture(failure)));
  }

  /** Another route, or after a moment the same: its owner may only just have begun to serve. */
  private Future<Optional<Route>> newer(String volume, @Nullable Route stale) {
    return routes
        .after(volume, stale, LOOK)
        .timeout(2 * LOOK.toMillis(), TimeUnit.MILLISECONDS)
        .map(Optional::of)
        .otherwise(_ -> Optional.ofNullable(routes.current(volume)));
  }
}
