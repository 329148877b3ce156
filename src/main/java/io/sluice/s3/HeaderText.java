package io.sluice.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text in headers, whose octets HTTP hands on as ISO 8859-1.
 *
 * <p>In: octets that are UTF-8 are read as UTF-8, since that is what SDKs send; else they stay what
 * they are. User metadata may also come as encoded words (RFC 2047), decoded only when they hold
 * what plain text could not, so that plain text always comes back as it was sent.
 *
 * <p>Out: user metadata that is not printable ASCII goes out as encoded words, as S3 does; other
 * headers as octets of UTF-8. Control characters never go out.
 */
final class HeaderText {
  private static final Pattern WORD =
      Pattern.compile(
          "=\\?(utf-8|us-ascii|iso-8859-1)\\?([bq])\\?([^? ]*)\\?=", Pattern.CASE_INSENSITIVE);
  private static final Pattern WORDS =
      Pattern.compile(WORD.pattern() + "(\\s+" + WORD.pattern() + ")*", Pattern.CASE_INSENSITIVE);

  /** RFC 2047 allows 75 characters a word; this many bytes leave room for the frame in base64. */
  private static final int WORD_BYTES = 45;

  /** Longer than any metadata may be; matching goes deeper with every word. */
  private static final int MAX_WORDS = 8192;

  private HeaderText() {}

  /** A value of user metadata as it was meant. */
  static String decode(String value) {
    String text = decodeOctets(value);
    if (text.length() > MAX_WORDS) {
      return text;
    }
    String words = WORDS.matcher(text.strip()).matches() ? decodeWords(text) : null;
    return words == null || isPrintableAscii(words) || hasControls(words) ? text : words;
  }

  /** A value whose octets may be UTF-8. */
  static String decodeOctets(String value) {
    if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(value)) {
      return value;
    }
    String text = strictUtf8(value.getBytes(StandardCharsets.ISO_8859_1));
    return text == null ? value : text;
  }

  /** A value of user metadata as it goes out. */
  static String encode(String text) {
    return isPrintableAscii(text) ? text : encodeWords(text);
  }

  /** The octets of any other header. */
  static String encodeOctets(String text) {
    if (isPrintableAscii(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(c -> !Character.isISOControl(c)).forEach(kept::appendCodePoint);
    byte[] octets = kept.toString().getBytes(StandardCharsets.UTF_8);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 127) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static @Nullable String decodeWords(String text) {
    StringBuilder decoded = new StringBuilder();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      boolean base64 = matcher.group(2).equalsIgnoreCase("b");
      byte[] octets = base64 ? fromBase64(matcher.group(3)) : fromQuoted(matcher.group(3));
      if (octets == null) {
        return null;
      }
      Charset charset = Charset.forName(matcher.group(1));
      String word =
          charset.equals(StandardCharsets.UTF_8) ? strictUtf8(octets) : new String(octets, charset);
      if (word == null) {
        return null;
      }
      decoded.append(word);
    }
    return decoded.toString();
  }

  private static byte @Nullable [] fromBase64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte @Nullable [] fromQuoted(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '=') {
        octets.write(c == '_' ? ' ' : c);
        i++;
        continue;
      }
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      octets.write(high << 4 | low);
      i += 3;
    }
    return octets.toByteArray();
  }

  private static String encodeWords(String text) {
    StringBuilder words = new StringBuilder();
    StringBuilder chunk = new StringBuilder();
    int bytes = 0;
    for (int c : text.codePoints().toArray()) {
      int length = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (bytes + length > WORD_BYTES) {
        appendWord(words, chunk);
        bytes = 0;
      }
      chunk.appendCodePoint(c);
      bytes += length;
    }
    appendWord(words, chunk);
    return words.toString();
  }

  private static void appendWord(StringBuilder words, StringBuilder chunk) {
    byte[] octets = chunk.toString().getBytes(StandardCharsets.UTF_8);
    words.append(words.isEmpty() ? "" : " ").append("=?UTF-8?B?");
    words.append(Base64.getEncoder().encodeToString(octets)).append("?=");
    chunk.setLength(0);
  }

  private static @Nullable String strictUtf8(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
