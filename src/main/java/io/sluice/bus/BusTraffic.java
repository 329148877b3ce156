package io.sluice.bus;

import java.util.concurrent.atomic.LongAdder;

/** What this node has sent to owners on other nodes, and got from them, and the other way round. */
public final class BusTraffic {
  private final Way commandsOut = new Way();
  private final Way repliesIn = new Way();
  private final Way commandsIn = new Way();
  private final Way repliesOut = new Way();

  /** One kind of message in one direction. */
  public static final class Way {
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void one(long length) {
      messages.increment();
      bytes.add(length);
    }

    /** How many so far. */
    public long messages() {
      return messages.sum();
    }

    /** Their lengths as sealed, without the bus's own head. */
    public long bytes() {
      return bytes.sum();
    }
  }

  /** Asked of other nodes. */
  public Way commandsOut() {
    return commandsOut;
  }

  /** Answered by other nodes. */
  public Way repliesIn() {
    return repliesIn;
  }

  /** Asked by other nodes. */
  public Way commandsIn() {
    return commandsIn;
  }

  /** Answered to other nodes. */
  public Way repliesOut() {
    return repliesOut;
  }
}
