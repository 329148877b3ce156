package io.sluice.volume;

import io.sluice.files.FileFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's clock, put right by that of a file server, which stamps the files: whether a file
 * was left alone for some time can only be told by the clock that stamped it. Measured now and
 * then; never ahead of the server's clock then.
 */
final class FileClock implements InstantSource, BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(FileClock.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration NOTABLE = Duration.ofSeconds(1);

  private final InstantSource machine;
  private final VolumeTime server;
  private volatile Duration ahead = Duration.ZERO;

  FileClock(InstantSource machine, VolumeTime server) {
    this.machine = machine;
    this.server = server;
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }

  /** Compares the clocks. Makes and removes a file in staging. */
  void measure() throws FileFailure {
    Instant there = Instant.ofEpochSecond(0, server.now());
    Duration before = ahead;
    // After the file was made: so it is rather too little than too much.
    ahead = Duration.between(machine.instant(), there);
    if (ahead.minus(before).abs().compareTo(NOTABLE) > 0) {
      log.atInfo()
          .addKeyValue("millis", ahead.toMillis())
          .log("the volume's clock differs from this machine's; its files are judged by its own");
    }
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public Duration slice() throws FileFailure {
    measure();
    return EVERY;
  }
}
