package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Pieces of bodies that Vert.x has and did not hand out yet: it forgets them when a connection
 * closes, and memory of netty's pools must not be forgotten. One for each connection, confined to
 * its event loop.
 *
 * <pre>
 * decoder -- lend --> Vert.x, which holds it back at will -- take --> reader -- release
 * </pre>
 */
final class LentPieces {
  /** Less is copied: a short piece may hold a whole read's memory, and a copy costs little. */
  static final int LEAST_BYTES = 16 * 1_024;

  private final Set<LentMemory> lent = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  /** What to give to Vert.x in place of content, whose reference passes on. */
  ByteBuf lend(ByteBuf content) {
    if (closed
        || content.readableBytes() < LEAST_BYTES
        || !content.isDirect()
        || content.nioBufferCount() != 1) {
      return content;
    }
    LentMemory memory = new LentMemory(content);
    lent.add(memory);
    return memory;
  }

  /**
   * Whether a piece may be read: not when it comes after its connection closed. It is the taker's
   * to release from now on.
   */
  boolean take(Buffer piece) {
    if (closed) {
      return false; // Not even looked at: its memory may be somebody else's by now.
    }
    LentMemory memory = LentMemory.behind(piece);
    return memory == null || lent.remove(memory);
  }

  /** Keeps a taken piece beyond the call that it came with. */
  static void retain(Buffer piece) {
    LentMemory memory = LentMemory.behind(piece);
    if (memory != null) {
      memory.retain();
    }
  }

  /** A piece that needs no release, a copy if it must be. */
  static Buffer lasting(Buffer piece) {
    return LentMemory.behind(piece) == null ? piece : piece.copy();
  }

  /** Lets go of a piece; nobody may read it any more when all did. */
  static void release(Buffer piece) {
    LentMemory memory = LentMemory.behind(piece);
    if (memory != null) {
      memory.release();
    }
  }

  /** The connection is closed: what Vert.x still has will not be read. */
  void close() {
    closed = true;
    lent.forEach(memory -> {
      if (memory.refCnt() > 0) {
        memory.release();
      }
    });
    lent.clear();
  }

  /** How many pieces Vert.x has. */
  int count() {
    return lent.size();
  }
}
