package io.sluice.volume;

/** A lock that is held until this is closed, by the thread that took it. */
interface Held extends AutoCloseable {
  @Override
  void close();
}
