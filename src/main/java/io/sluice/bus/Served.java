package io.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;

/** A volume's addresses, being answered. */
public final class Served {
  private final List<MessageConsumer<?>> consumers;
  private final Runnable onEnd;

  Served(List<MessageConsumer<?>> consumers, Runnable onEnd) {
    this.consumers = List.copyOf(consumers);
    this.onEnd = onEnd;
  }

  /** Done when commands come in. */
  public Future<Void> completion() {
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  /** Takes no more commands; those that came are still answered. */
  public Future<Void> unregister() {
    onEnd.run();
    return Future.all(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }
}
