package io.sluice.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what all event loops of a gateway hold together, against {@link HttpLimits}. */
final class Admission {
  /**
   * So many refusals held back at one time, one a connection, are a crowd. A client of so many
   * connections never is one: some of its requests are at work.
   */
  static final int CROWD = 256;

  /**
   * Longer bodies that are gathered leave half of the room to these, so that no crowd of large
   * documents keeps short objects out.
   */
  static final int SHORT_BODY_BYTES = 64 * 1_024;

  private final HttpLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger heldBack = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong gatheredBytes = new AtomicLong();

  Admission(HttpLimits limits) {
    this.limits = limits;
  }

  /** Takes a place for a connection; false, and nothing taken, when all are taken. */
  boolean enterConnection() {
    return enter(connections, limits.maxConnections());
  }

  void leaveConnection() {
    connections.decrementAndGet();
  }

  /** Takes a place for a request; false, and nothing taken, when all are taken. */
  boolean enterRequest() {
    return enter(requests, limits.maxRequests());
  }

  void leaveRequest() {
    requests.decrementAndGet();
  }

  int requests() {
    return requests.get();
  }

  /** Notes refusals that are held back; negative when they left. */
  void holdsBack(int refusals) {
    heldBack.addAndGet(refusals);
  }

  int heldBack() {
    return heldBack.get();
  }

  /** Whether so many are refused that the few who are taken should be taken quickly. */
  boolean isCrowd() {
    return heldBack.get() >= CROWD;
  }

  /** Notes body bytes that wait in memory for a sink; negative when they left. */
  void queued(long bytes) {
    queuedBytes.addAndGet(bytes);
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  boolean isMemoryTight() {
    return queuedBytes.get() > limits.maxQueuedBodyBytes();
  }

  /**
   * Takes room for bytes of a body that is gathered in memory; false, and nothing taken, when there
   * is none.
   *
   * @param bodyBytes the whole body as far as it is known, these included
   */
  boolean gather(int bytes, int bodyBytes) {
    long most = limits.maxGatheredBodyBytes();
    if (gatheredBytes.addAndGet(bytes) <= (bodyBytes <= SHORT_BODY_BYTES ? most : most / 2)) {
      return true;
    }
    gatheredBytes.addAndGet(-bytes);
    return false;
  }

  /** Gives room back that was taken by {@link #gather}. */
  void letGo(int bytes) {
    gatheredBytes.addAndGet(-bytes);
  }

  long gatheredBytes() {
    return gatheredBytes.get();
  }

  private static boolean enter(AtomicInteger count, int limit) {
    if (count.incrementAndGet() <= limit) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }
}
