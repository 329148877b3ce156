package io.sluice.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Gives every request its x-amz-request-id and x-amz-id-2: unique in this process, and across
 * processes as far as the randomness goes. Thread-safe.
 */
public final class RequestIds {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final long node;
  private final AtomicLong state;

  /** One request's ids, in the forms that S3 uses: 16 hex digits, and Base64. */
  record Id(String requestId, String hostId) {}

  /** Takes its start from the generator and does not keep it. */
  public RequestIds(RandomGenerator random) {
    node = random.nextLong();
    state = new AtomicLong(random.nextLong());
  }

  /** A negative number of this gateway's own, for sharing a port that the system picks. */
  int sharedPort() {
    return -1 - (int) (node >>> 34);
  }

  Id next() {
    long number = scramble(state.getAndIncrement());
    byte[] host =
        ByteBuffer.allocate(24).putLong(node).putLong(number).putLong(scramble(~number)).array();
    return new Id(HEX.toHexDigits(number), Base64.getEncoder().encodeToString(host));
  }

  /** A bijection, so that a count never gives one id twice: the finalizer of SplitMix64. */
  private static long scramble(long count) {
    long z = count;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
