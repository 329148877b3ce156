package io.sluice.s3;

import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of paths, queries and names in answers (RFC 3986), always of UTF-8. */
public final class PercentCoding {
  private static final String HEX = "0123456789ABCDEF";

  private PercentCoding() {}

  /**
   * The text of an encoded path; a plus stays a plus. Octets above 127 may stand there unencoded.
   * Refuses with INVALID_URI what is cut short or not UTF-8.
   */
  public static String decodePath(String raw) {
    return decode(raw, false);
  }

  /** The text of an encoded name or value of a query, where a plus is a space. */
  public static String decodeQuery(String raw) {
    return decode(raw, true);
  }

  /**
   * The encoded form of a name, for {@code encoding-type=url}. A slash stays, as in S3; a space
   * becomes {@code %20}, which every client decodes, while the plus of forms only some do.
   */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.charAt((octet >> 4) & 15)).append(HEX.charAt(octet & 15));
      }
    }
    return encoded.toString();
  }

  /** Whether the encoded form of a key is the key itself. */
  public static boolean isPlain(ObjectKey key) {
    for (int i = 0; i < key.lengthBytes(); i++) {
      if (!isPlain(key.byteAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || "-_.~/".indexOf(octet) >= 0;
  }

  private static String decode(String raw, boolean plusIsSpace) {
    if (isPlainText(raw, plusIsSpace)) {
      return raw;
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      if (c == '%') {
        octets.write(escaped(raw, i));
        i += 3;
      } else if (c <= 255) {
        octets.write(c == '+' && plusIsSpace ? ' ' : c);
        i++;
      } else {
        throw invalid();
      }
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(octets.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw invalid();
    }
  }

  private static boolean isPlainText(String raw, boolean plusIsSpace) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c > 127 || (c == '+' && plusIsSpace)) {
        return false;
      }
    }
    return true;
  }

  private static int escaped(String raw, int percent) {
    if (percent + 2 >= raw.length()) {
      throw invalid();
    }
    int high = hexDigit(raw.charAt(percent + 1));
    int low = hexDigit(raw.charAt(percent + 2));
    if (high < 0 || low < 0) {
      throw invalid();
    }
    return high << 4 | low;
  }

  // Character.digit would also take the digits of other scripts.
  private static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static RuntimeException invalid() {
    return Refusal.exception(Reason.INVALID_URI, "Couldn't parse the specified URI.");
  }
}
