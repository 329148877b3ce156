package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of parts of the one form in which nearly all clients write them: no comments, no
 * prefixes, no attributes but the namespace, tags of 32 digits. Whatever has another form, right or
 * wrong, is left to {@link XmlReader}, which takes several times as long for ten thousand parts. It
 * must accept nothing that the reader would refuse, and read nothing in another way.
 */
final class PlainParts {
  private static final byte[] DECLARATION = ascii("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  private static final byte[] ROOT = ascii("<CompleteMultipartUpload");
  private static final byte[] NAMESPACE = ascii(" xmlns=\"" + Elements.NAMESPACE + "\"");
  private static final byte[] ROOT_END = ascii("</CompleteMultipartUpload>");
  private static final byte[] PART = ascii("<Part>");
  private static final byte[] PART_END = ascii("</Part>");
  private static final byte[] NUMBER = ascii("<PartNumber>");
  private static final byte[] NUMBER_END = ascii("</PartNumber>");
  private static final byte[] TAG = ascii("<ETag>");
  private static final byte[] TAG_END = ascii("</ETag>");
  private static final byte[] CHECKSUM = ascii("<Checksum");
  private static final byte[] CHECKSUM_END = ascii("</Checksum");
  private static final byte[] CLOSE = ascii(">");
  private static final byte[] NAMED_QUOTE = ascii("&quot;");
  private static final byte[] NUMBERED_QUOTE = ascii("&#34;");
  private static final byte[] QUOTE = ascii("\"");
  private static final int TAG_DIGITS = 32;
  private static final int MOST_DIGITS = 5;
  private static final int MOST_CHECKSUM = 128;

  private final byte[] in;
  private int at;

  private PlainParts(byte[] in) {
    this.in = in;
  }

  /** The parts as they stand there, or null when the document has another form. */
  static @Nullable List<CompletedPart> read(byte[] document) {
    return new PlainParts(document).parts();
  }

  private @Nullable List<CompletedPart> parts() {
    skip(DECLARATION);
    blanks();
    if (!skip(ROOT)) {
      return null;
    }
    skip(NAMESPACE);
    if (!skip(CLOSE)) {
      return null;
    }
    List<CompletedPart> parts = new ArrayList<>();
    blanks();
    while (skip(PART)) {
      CompletedPart part = part();
      if (part == null) {
        return null;
      }
      parts.add(part);
      blanks();
    }
    if (!skip(ROOT_END)) {
      return null;
    }
    blanks();
    return at == in.length ? parts : null;
  }

  private @Nullable CompletedPart part() {
    int number = 0;
    String tag = null;
    Checksum checksum = null;
    blanks();
    while (!skip(PART_END)) {
      if (number == 0 && skip(NUMBER)) {
        number = number();
      } else if (tag == null && skip(TAG)) {
        tag = tag();
      } else if (checksum == null && skip(CHECKSUM)) {
        checksum = checksum();
      } else {
        return null;
      }
      blanks();
    }
    return number == 0 || tag == null ? null : new CompletedPart(number, tag, checksum);
  }

  /** 0, and no further, when it is none that a part can have. */
  private int number() {
    int number = 0;
    int most = Math.min(in.length, at + MOST_DIGITS);
    while (at < most && in[at] >= '0' && in[at] <= '9') {
      number = 10 * number + in[at] - '0';
      at++;
    }
    if (number == 0 || number > CompleteRequest.MAX_PARTS || !skip(NUMBER_END)) {
      at = in.length;
      return 0;
    }
    return number;
  }

  /** Null, and no further, when it has another form. */
  private @Nullable String tag() {
    boolean quoted = skipQuote();
    int start = at;
    int most = Math.min(in.length, start + TAG_DIGITS);
    while (at < most && ((in[at] >= '0' && in[at] <= '9') || (in[at] >= 'a' && in[at] <= 'f'))) {
      at++;
    }
    if (at != start + TAG_DIGITS || (quoted && !skipQuote()) || !skip(TAG_END)) {
      at = in.length;
      return null;
    }
    return text(start, TAG_DIGITS);
  }

  private boolean skipQuote() {
    return skip(QUOTE) || skip(NAMED_QUOTE) || skip(NUMBERED_QUOTE);
  }

  /** Null, and no further, when it has another form. */
  private @Nullable Checksum checksum() {
    String name = word();
    ChecksumAlgorithm algorithm = skip(CLOSE) ? ChecksumAlgorithm.ofName(name) : null;
    String value = word();
    if (algorithm == null || !skip(CHECKSUM_END) || !word().equals(name) || !skip(CLOSE)) {
      at = in.length;
      return null;
    }
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value);
  }

  /** Base64 and names of algorithms are made of these. */
  private String word() {
    int start = at;
    int most = Math.min(in.length, start + MOST_CHECKSUM);
    while (at < most && isOfWord(in[at])) {
      at++;
    }
    return text(start, at - start);
  }

  private static boolean isOfWord(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '='
        || c == '-';
  }

  private void blanks() {
    while (at < in.length
        && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      at++;
    }
  }

  /** Moves past these bytes if they come next. */
  private boolean skip(byte[] expected) {
    int end = at + expected.length;
    if (end > in.length || !Arrays.equals(in, at, end, expected, 0, expected.length)) {
      return false;
    }
    at = end;
    return true;
  }

  private String text(int start, int length) {
    return new String(in, start, length, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
