package io.sluice.s3.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.s3.RequestHead;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The text that a signature is over: method, path, query, the signed headers, and the payload's
 * hash, each in one spelling. S3's own rules: the path is neither normalised nor encoded twice.
 *
 * <p>Each character stands for one byte, as in {@link RequestHead}; see {@link PercentCoding}.
 *
 * <p>Source: S3 API reference, "Signature Calculations for the Authorization Header".
 */
final class CanonicalRequest {
  private static final int TYPICAL_LENGTH = 1024;
  private static final HexFormat HEX = HexFormat.of();

  /** Copied for each request, which costs less than asking for a new one. */
  private static final MessageDigest EMPTY = KeyedDigest.sha256();

  private CanonicalRequest() {}

  /**
   * @param signedHeaders in lower case, in the client's order
   * @param payloadHash the hash, or the word that stands for one
   */
  static String text(
      RequestHead head, CanonicalQuery query, List<String> signedHeaders, String payloadHash) {
    StringBuilder out = new StringBuilder(TYPICAL_LENGTH);
    out.append(head.method()).append('\n');
    PercentCoding.appendPath(out, head.rawPath().isEmpty() ? "/" : head.rawPath());
    out.append('\n');
    query.append(out);
    out.append('\n');
    for (String name : signedHeaders) {
      appendBytes(out, name);
      out.append(':');
      appendValues(out, head, name);
      out.append('\n');
    }
    out.append('\n');
    appendBytes(out, String.join(";", signedHeaders));
    return out.append('\n').append(payloadHash).toString();
  }

  /** SHA-256 of a canonical request, in lower-case hexadecimal. */
  static String hash(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return HEX.formatHex(KeyedDigest.copy(EMPTY).digest(bytes));
  }

  private static void appendValues(StringBuilder out, RequestHead head, String name) {
    boolean first = true;
    for (RequestHead.Header header : head.headers()) {
      if (header.name().equals(name)) {
        if (!first) {
          out.append(',');
        }
        appendFolded(out, header.value());
        first = false;
      }
    }
  }

  /** Without outer white space, inner runs of it as one space; quotes protect nothing. */
  private static void appendFolded(StringBuilder out, String value) {
    String trimmed = value.strip();
    boolean inSpace = false;
    int plainFrom = 0;
    for (int i = 0; i < trimmed.length(); i++) {
      boolean space = isSpace(trimmed.charAt(i));
      if (space && !inSpace) {
        appendBytes(out, trimmed.substring(plainFrom, i));
        out.append(' ');
      } else if (!space && inSpace) {
        plainFrom = i;
      }
      inSpace = space;
    }
    appendBytes(out, trimmed.substring(plainFrom));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Characters that no wire brings go as UTF-8, so that the text stays one byte a character. */
  private static void appendBytes(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        out.append(new String(text.getBytes(UTF_8), ISO_8859_1));
        return;
      }
    }
    out.append(text);
  }
}
