package io.sluice.index;

import org.jspecify.annotations.Nullable;

/** The part of a block that some range of keys covers. */
final class Span {
  final byte[] block;

  /** What the whole block adds up to. */
  final Tally tally;

  final byte[] from;

  /** Exclusive; null for the end of all keys. */
  final byte @Nullable [] to;

  /** Whether it is all of the block. */
  final boolean whole;

  // One more than four: all of them are the span itself.
  Span(byte[] block, Tally tally, byte[] from, byte @Nullable [] to, boolean whole) {
    this.block = block;
    this.tally = tally;
    this.from = from;
    this.to = to;
    this.whole = whole;
  }
}
