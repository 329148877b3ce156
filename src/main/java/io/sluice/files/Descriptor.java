package io.sluice.files;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file descriptor, closed once. After that every call with it fails with EBADF. */
final class Descriptor implements AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger number;
  private final String subject;

  /**
   * Takes over a descriptor.
   *
   * @param subject what it names, for failures
   */
  Descriptor(int number, String subject) {
    this.number = new AtomicInteger(number);
    this.subject = subject;
  }

  /** A descriptor from the answer of a call that opens, or that call's failure. */
  static Descriptor of(int result, String subject) throws FileFailure {
    FileFailure.check(result, "open", subject);
    return new Descriptor(result, subject);
  }

  int number() {
    return number.get();
  }

  boolean isOpen() {
    return number() != CLOSED;
  }

  String subject() {
    return subject;
  }

  Stat stat() throws FileFailure {
    return StatCalls.of(number(), subject);
  }

  /** A name in this directory. */
  NameCalls.Name name(byte[] bytes) {
    return new NameCalls.Name(number(), bytes);
  }

  /** The path under which the kernel shows this descriptor; opening it reopens the same inode. */
  String procPath() {
    return "/proc/self/fd/" + number();
  }

  byte[] procPathBytes() {
    return procPath().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      OpenCalls.close(open);
    }
  }
}
