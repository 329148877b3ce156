package io.sluice.volume;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How far a long file is hashed: of which state of the file, to confirm what, up to where, and the
 * digest's inner state. Worth nothing for any other state of the file.
 */
record HashNote(FileIdentity identity, String confirms, long offsetBytes, ByteBuffer state) {
  private static final int FORMAT = 1;

  static HashNote of(ObjectEntry entry, long offsetBytes, byte[] state) {
    return new HashNote(entry.identity(), confirms(entry), offsetBytes, ByteBuffer.wrap(state));
  }

  /** Whether this is about that state of that file. */
  boolean isOf(ObjectEntry entry) {
    return identity.equals(entry.identity()) && confirms.equals(confirms(entry));
  }

  private static String confirms(ObjectEntry entry) {
    ContentClaim doubted = entry.doubted();
    return doubted == null ? "" : doubted.tag().value();
  }

  byte[] encode() {
    byte[] tag = confirms.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(2 + tag.length + 5 * Long.BYTES + state.remaining());
    out.put((byte) FORMAT).put((byte) tag.length).put(tag);
    out.putLong(identity.inode()).putLong(identity.sizeBytes());
    out.putLong(identity.mtimeNanos()).putLong(identity.ctimeNanos());
    out.putLong(offsetBytes).put(state.duplicate());
    return out.array();
  }

  /** Null for one that another version wrote, or that is unreadable: it is only lost work. */
  static @Nullable HashNote decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.get() != FORMAT) {
        return null;
      }
      byte[] tag = new byte[in.get()];
      in.get(tag);
      FileIdentity identity =
          new FileIdentity(in.getLong(), in.getLong(), in.getLong(), in.getLong());
      long offsetBytes = in.getLong();
      return new HashNote(
          identity, new String(tag, StandardCharsets.US_ASCII), offsetBytes, in.slice());
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      return null;
    }
  }
}
