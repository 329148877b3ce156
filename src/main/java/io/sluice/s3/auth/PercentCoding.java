package io.sluice.s3.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.io.ByteArrayOutputStream;

/**
 * Brings percent-encoded text into the one spelling that is signed: every byte but the unreserved
 * ones of RFC 3986 encoded, digits in upper case. Clients spell paths differently on the wire than
 * in what they sign, so the wire's spelling is decoded first.
 *
 * <p>A character up to U+00FF stands for the byte as it came over the wire; one above it, which a
 * wire can't bring, for its UTF-8 bytes.
 */
final class PercentCoding {
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();
  private static final int BYTE_MASK = 0xFF;

  private PercentCoding() {}

  /** Appends a path in the signed spelling; slashes stay, however they came. */
  static void appendPath(StringBuilder out, String raw) {
    append(out, raw, false);
  }

  /** Appends a query's name or value in the signed spelling; a plus sign means a space. */
  static void appendQuery(StringBuilder out, String raw) {
    append(out, raw, true);
  }

  private static void append(StringBuilder out, String raw, boolean query) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        appendByte(out, escaped(raw, i), query);
        i += 2;
      } else if (c == '+' && query) {
        appendByte(out, ' ', true);
      } else if (c <= BYTE_MASK) {
        appendByte(out, c, query);
      } else {
        int codePoint = raw.codePointAt(i);
        for (byte b : Character.toString(codePoint).getBytes(UTF_8)) {
          appendByte(out, b & BYTE_MASK, query);
        }
        i += Character.charCount(codePoint) - 1;
      }
    }
  }

  private static void appendByte(StringBuilder out, int value, boolean query) {
    if (isUnreserved(value) || (value == '/' && !query)) {
      out.append((char) value);
    } else {
      out.append('%').append(DIGITS[value >> 4]).append(DIGITS[value & 0xF]);
    }
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static int escaped(String raw, int percent) {
    int high = percent + 2 < raw.length() ? digit(raw.charAt(percent + 1)) : -1;
    int low = high >= 0 ? digit(raw.charAt(percent + 2)) : -1;
    if (low < 0) {
      throw Refusal.exception(Reason.INVALID_URI, "A percent sign is not followed by two digits.");
    }
    return (high << 4) | low;
  }

  private static int digit(char c) {
    return c <= 'f' ? Character.digit(c, 16) : -1;
  }

  /** The text that a name or value in the signed spelling stands for. */
  static String decode(String signedSpelling) {
    if (signedSpelling.indexOf('%') < 0) {
      return signedSpelling;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(signedSpelling.length());
    for (int i = 0; i < signedSpelling.length(); i++) {
      char c = signedSpelling.charAt(i);
      if (c == '%') {
        bytes.write(escaped(signedSpelling, i));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(UTF_8);
  }
}
