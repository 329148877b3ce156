package io.sluice.bus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts and buffers as bytes. */
final class ByteForms {
  private ByteForms() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What remains in a buffer, whose position stays. */
  static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
