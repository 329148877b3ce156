package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a body where the socket's read put it, outside the heap. Vert.x copies what netty's
 * pools own to the heap, and leaves this alone, since it does not look like theirs. Goes back to
 * its pool with its last release.
 */
final class LentMemory extends UnpooledDirectByteBuf {
  private final ByteBuf lender;

  /**
   * @param lender direct and in one piece; released with this
   */
  LentMemory(ByteBuf lender) {
    super(UnpooledByteBufAllocator.DEFAULT, lender.nioBuffer(), lender.readableBytes());
    this.lender = lender;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    lender.release();
  }

  /** The memory behind a piece that Vert.x hands out; null when that is a copy. */
  static @Nullable LentMemory behind(Buffer piece) {
    ByteBuf at = ((BufferInternal) piece).getByteBuf();
    while (at != null && !(at instanceof LentMemory)) {
      at = at.unwrap();
    }
    return (LentMemory) at;
  }
}
