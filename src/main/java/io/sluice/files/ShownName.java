package io.sluice.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Names as people can read them, whatever their bytes. */
final class ShownName {
  private ShownName() {}

  /** The name as text, with every byte that is not UTF-8 as {@code \xNN}. */
  static String of(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(name);
    CharBuffer text = CharBuffer.allocate(name.length * 4);
    CoderResult result = decoder.decode(bytes, text, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        text.put(String.format("\\x%02X", bytes.get()));
      }
      result = decoder.decode(bytes, text, true);
    }
    return text.flip().toString();
  }
}
