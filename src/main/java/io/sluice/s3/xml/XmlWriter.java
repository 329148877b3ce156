package io.sluice.s3.xml;

import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes XML straight into bytes of UTF-8. Listings write thousands of elements a page, and this
 * does nothing that they don't need.
 *
 * <p>Characters that XML 1.0 can't hold are written as references, as S3 does. Most parsers refuse
 * them; who has such keys asks for {@code encoding-type=url}.
 */
public final class XmlWriter {
  private static final byte[] DECLARATION =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.US_ASCII);
  private static final long DAY_SECONDS = 86_400;

  private byte[] buffer;
  private int length;

  /** A document that so far holds its declaration. */
  public XmlWriter(int expectedBytes) {
    buffer = new byte[Math.max(256, expectedBytes)];
    write(DECLARATION);
  }

  /** What every document starts with: for answers that send it before they know the rest. */
  public static byte[] declaration() {
    return DECLARATION.clone();
  }

  /** A document without its declaration. */
  public static byte[] withoutDeclaration(byte[] document) {
    boolean declared =
        document.length >= DECLARATION.length
            && Arrays.equals(document, 0, DECLARATION.length, DECLARATION, 0, DECLARATION.length);
    return Arrays.copyOfRange(document, declared ? DECLARATION.length : 0, document.length);
  }

  /** Opens an element; what follows the name may be attributes, given as XML. */
  public XmlWriter open(String nameAndAttributes) {
    put('<');
    ascii(nameAndAttributes);
    put('>');
    return this;
  }

  /** Closes an element. */
  public XmlWriter close(String name) {
    put('<');
    put('/');
    ascii(name);
    put('>');
    return this;
  }

  /** An element with text. */
  public XmlWriter element(String name, String text) {
    return open(name).text(text).close(name);
  }

  /** An element with a number. */
  public XmlWriter element(String name, long number) {
    open(name);
    ascii(Long.toString(number));
    return close(name);
  }

  /** An element with true or false. */
  public XmlWriter element(String name, boolean value) {
    open(name);
    ascii(Boolean.toString(value));
    return close(name);
  }

  /** An element with a moment, in milliseconds of UTC. */
  public XmlWriter element(String name, Instant moment) {
    open(name);
    moment(moment);
    return close(name);
  }

  /** The document. */
  public byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  /** The document where it was written, for a long one; nothing more may be written then. */
  public ByteBuffer whole() {
    return ByteBuffer.wrap(buffer, 0, length);
  }

  // By hand: a formatter takes longer than all the rest of an entry.
  private void moment(Instant moment) {
    long second = moment.getEpochSecond();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, DAY_SECONDS));
    int ofDay = (int) Math.floorMod(second, DAY_SECONDS);
    digits(date.getYear(), 4);
    put('-');
    digits(date.getMonthValue(), 2);
    put('-');
    digits(date.getDayOfMonth(), 2);
    put('T');
    digits(ofDay / 3600, 2);
    put(':');
    digits(ofDay / 60 % 60, 2);
    put(':');
    digits(ofDay % 60, 2);
    put('.');
    digits(moment.getNano() / 1_000_000, 3);
    put('Z');
  }

  private void digits(int number, int width) {
    reserve(width);
    int rest = number;
    for (int i = length + width - 1; i >= length; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  /** Text within the open element. */
  public XmlWriter text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        int codePoint = text.codePointAt(i);
        beyondAscii(codePoint);
        i += Character.charCount(codePoint) - 1;
      } else {
        asciiText(c);
      }
    }
    return this;
  }

  /** A key as text within the open element; its text is not made where it is ASCII. */
  XmlWriter text(ObjectKey key) {
    int before = length;
    for (int i = 0; i < key.lengthBytes(); i++) {
      byte octet = key.byteAt(i);
      if (octet < 0) {
        length = before;
        return text(key.toString());
      }
      asciiText((char) octet);
    }
    return this;
  }

  private void asciiText(char c) {
    switch (c) {
      case '<' -> ascii("&lt;");
      case '>' -> ascii("&gt;");
      case '&' -> ascii("&amp;");
      case '"' -> ascii("&quot;");
      default -> {
        if (c < ' ' || c == 0x7f) {
          reference(c);
        } else {
          put(c);
        }
      }
    }
  }

  private void beyondAscii(int codePoint) {
    boolean isText =
        codePoint >= 0xa0
            && codePoint != 0xfffe
            && codePoint != 0xffff
            && Character.getType(codePoint) != Character.SURROGATE;
    if (isText) {
      write(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    } else {
      reference(codePoint);
    }
  }

  private void reference(int codePoint) {
    ascii("&#x");
    ascii(Integer.toHexString(codePoint));
    put(';');
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[length++] = (byte) text.charAt(i);
    }
  }

  private void put(char c) {
    reserve(1);
    buffer[length++] = (byte) c;
  }

  private void write(byte[] octets) {
    reserve(octets.length);
    System.arraycopy(octets, 0, buffer, length, octets.length);
    length += octets.length;
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
