package io.sluice.http;

import java.time.Duration;

/**
 * What a gateway does when more comes than it gets done.
 *
 * @param loopDelay how long an event loop may be at the requests that it found waiting at once,
 *     while more keep coming; past it further ones are answered SLOW_DOWN. Zero: for ever
 * @param refusalDelay how long an answer of SLOW_DOWN is held back at most. Zero: not at all
 */
public record HttpCrowding(Duration loopDelay, Duration refusalDelay) {
  public static final HttpCrowding DEFAULTS =
      new HttpCrowding(Duration.ofMillis(5), Duration.ofSeconds(1));

  public HttpCrowding {
    if (loopDelay.isNegative() || refusalDelay.isNegative()) {
      throw new IllegalArgumentException("delays must not be negative");
    }
  }
}
