package io.sluice.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An object's name: the UTF-8 path of a file relative to its volume's root. A key that ends in
 * {@code /} names a directory; the empty key is the root directory itself.
 *
 * <p>Keys compare as unsigned UTF-8 bytes, which is S3's listing order. The order of Java strings
 * is another one (UTF-16), so text is kept only for display and the wire.
 *
 * <p>A key may break the rules that a file system sets; {@link KeyRules} tells.
 */
public final class ObjectKey implements Comparable<ObjectKey> {
  /** The root directory of a volume, which holds every other key. */
  public static final ObjectKey ROOT = new ObjectKey(new byte[0], "");

  private final byte[] utf8;

  // Made when it is asked for: most keys of a crawl or a page never are. Threads may make it twice.
  private @Nullable String text;

  private ObjectKey(byte[] utf8, @Nullable String text) {
    this.utf8 = utf8;
    this.text = text;
  }

  /**
   * The key with this text.
   *
   * @throws IllegalArgumentException if the text holds a lone surrogate, which has no UTF-8 form
   */
  public static ObjectKey of(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    if (plain.length == text.length() && isAscii(plain) && text.indexOf('?') < 0) {
      return new ObjectKey(plain, text); // Not a lone surrogate either, which would be a "?".
    }
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(java.nio.CharBuffer.wrap(text));
      byte[] utf8 = new byte[encoded.remaining()];
      encoded.get(utf8);
      return new ObjectKey(utf8, text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not valid Unicode text", e);
    }
  }

  /** The key with these bytes, or null when they are not valid UTF-8. */
  public static @Nullable ObjectKey ofUtf8(byte[] bytes) {
    return ofOwn(bytes.clone());
  }

  /** The same of an array that nobody changes from now on: it is kept, not copied. */
  public static @Nullable ObjectKey ofOwn(byte[] bytes) {
    if (isAscii(bytes)) {
      return new ObjectKey(bytes, null);
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return new ObjectKey(bytes, text);
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the UTF-8 bytes. */
  public byte[] utf8() {
    return utf8.clone();
  }

  /** The length in bytes of UTF-8. */
  public int lengthBytes() {
    return utf8.length;
  }

  /** The byte at an index of the UTF-8 form. */
  public byte byteAt(int index) {
    return utf8[index];
  }

  /** Whether this key names a directory: it is the root or ends in a slash. */
  public boolean isDirectory() {
    return utf8.length == 0 || utf8[utf8.length - 1] == '/';
  }

  /** The directory that holds this key: {@code a/b/} for {@code a/b/c} and for {@code a/b/c/}. */
  public ObjectKey parent() {
    int length = parentLengthBytes();
    return length == 0 ? ROOT : new ObjectKey(Arrays.copyOf(utf8, length), null);
  }

  /** Whether this key lies directly in a directory. */
  public boolean isIn(ObjectKey directory) {
    return utf8.length > 0 && parentLengthBytes() == directory.utf8.length && startsWith(directory);
  }

  private int parentLengthBytes() {
    for (int at = utf8.length - 2; at >= 0; at--) {
      if (utf8[at] == '/') {
        return at + 1;
      }
    }
    return 0;
  }

  /** Where the last segment of the path begins in the UTF-8 form. */
  public int nameFrom() {
    return parentLengthBytes();
  }

  /** The last segment of the path, without a slash. */
  public String name() {
    return new String(nameUtf8(), StandardCharsets.UTF_8);
  }

  /** The same as UTF-8. */
  public byte[] nameUtf8() {
    int end = isDirectory() ? utf8.length - 1 : utf8.length;
    return end <= 0 ? new byte[0] : Arrays.copyOfRange(utf8, parentLengthBytes(), end);
  }

  /** The key of a child of this directory. */
  public ObjectKey child(String name) {
    return of(this + name);
  }

  /**
   * The same with a name in UTF-8.
   *
   * @throws IllegalArgumentException if it isn't
   */
  public ObjectKey child(byte[] name) {
    return child(name, 0, name.length);
  }

  /**
   * The same with a name that is part of an array.
   *
   * @throws IllegalArgumentException if it isn't UTF-8
   */
  public ObjectKey child(byte[] bytes, int from, int to) {
    byte[] path = Arrays.copyOf(utf8, utf8.length + to - from);
    System.arraycopy(bytes, from, path, utf8.length, to - from);
    ObjectKey child = ofOwn(path);
    if (child == null) {
      throw new IllegalArgumentException("not UTF-8");
    }
    return child;
  }

  /** Whether this key starts with all bytes of another. */
  public boolean startsWith(ObjectKey prefix) {
    int length = prefix.utf8.length;
    return length <= utf8.length && Arrays.equals(utf8, 0, length, prefix.utf8, 0, length);
  }

  @Override
  public int compareTo(ObjectKey other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectKey key && Arrays.equals(utf8, key.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    String shown = text;
    if (shown == null) {
      shown = new String(utf8, StandardCharsets.UTF_8);
      text = shown;
    }
    return shown;
  }
}
