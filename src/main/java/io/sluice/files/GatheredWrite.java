package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes buffers one after another with as few calls as possible (pwritev(2)). Direct buffers go to
 * the kernel as they are; those on the heap, which the collector may move, are copied first.
 */
final class GatheredWrite {
  private final Descriptor file;
  private final Scratch scratch = Scratch.get();
  private long offsetBytes;
  private int pieces;
  private int copiedBytes;

  private GatheredWrite(Descriptor file, long offsetBytes) {
    this.file = file;
    this.offsetBytes = offsetBytes;
  }

  /** Writes what remains in each buffer, and leaves the buffers' positions as they are. */
  static void write(Descriptor file, long offsetBytes, List<ByteBuffer> buffers)
      throws FileFailure {
    GatheredWrite write = new GatheredWrite(file, offsetBytes);
    try {
      for (ByteBuffer buffer : buffers) {
        write.add(MemorySegment.ofBuffer(buffer));
      }
      write.flush();
    } finally {
      // The kernel saw only addresses: nothing else keeps the memory alive until here.
      Reference.reachabilityFence(buffers);
    }
  }

  private void add(MemorySegment content) throws FileFailure {
    if (content.isNative()) {
      addPiece(content);
      return;
    }
    long done = 0;
    while (done < content.byteSize()) {
      if (copiedBytes == Scratch.DATA_BYTES) {
        flush();
      }
      long length = Math.min(content.byteSize() - done, Scratch.DATA_BYTES - copiedBytes);
      MemorySegment copy = scratch.data().asSlice(copiedBytes, length);
      copy.copyFrom(content.asSlice(done, length));
      // Reserve before adding: adding may flush, which frees all copies but this one.
      copiedBytes += (int) length;
      addPiece(copy);
      done += length;
    }
  }

  private void addPiece(MemorySegment piece) throws FileFailure {
    if (piece.byteSize() == 0) {
      return;
    }
    setPiece(pieces, piece.address(), piece.byteSize());
    pieces++;
    if (pieces == Scratch.PIECES) {
      flush();
    }
  }

  private void flush() throws FileFailure {
    int first = 0;
    while (first < pieces) {
      long written = DataCalls.write(file.number(), first, pieces - first, offsetBytes);
      FileFailure.check(written, "pwritev", file.subject());
      if (written == 0) {
        throw new FileFailure(Errno.EIO, "pwritev", file.subject());
      }
      offsetBytes += written;
      first = skip(first, written);
    }
    pieces = 0;
    copiedBytes = 0;
  }

  /** Passes over what was written: whole pieces, and the start of the one cut short. */
  private int skip(int first, long written) {
    int piece = first;
    long left = written;
    while (left > 0) {
      long length = scratch.pieces.get(Native.LONG, piece * 16L + 8);
      if (length > left) {
        setPiece(piece, scratch.pieces.get(Native.LONG, piece * 16L) + left, length - left);
        return piece;
      }
      left -= length;
      piece++;
    }
    return piece;
  }

  private void setPiece(int index, long address, long length) {
    scratch.pieces.set(Native.LONG, index * 16L, address);
    scratch.pieces.set(Native.LONG, index * 16L + 8, length);
  }
}
