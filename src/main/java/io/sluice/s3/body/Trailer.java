package io.sluice.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.auth.ChunkSignatures;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header lines after the last chunk: only those announced, each once, signed when asked. */
final class Trailer {
  private static final String SIGNATURE = "x-amz-trailer-signature";

  private final Set<String> announced;
  private final Map<String, String> values = new HashMap<>();
  private final StringBuilder signedText = new StringBuilder();
  private String signature = "";

  Trailer(Set<String> announced) {
    this.announced = announced;
  }

  /**
   * Takes what stood before a CR LF. Some senders end the header lines with a bare LF and put CR LF
   * only before the signature, so one text may hold several lines.
   */
  void take(String text) {
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      takeLine(text.substring(start, end));
      start = end + 1;
    }
  }

  private void takeLine(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0 || !signature.isEmpty()) {
      throw malformed();
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = withoutOuterBlanks(line.substring(colon + 1));
    if (name.equals(SIGNATURE)) {
      signature = value;
    } else if (announced.contains(name) && values.put(name, value) == null) {
      signedText.append(name).append(':').append(value).append('\n');
    } else {
      throw malformed();
    }
  }

  /** Blanks and tabs only, as RFC 9110 has it: any other control character is damage. */
  private static String withoutOuterBlanks(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  boolean isEmpty() {
    return values.isEmpty() && signature.isEmpty();
  }

  boolean expectsLines() {
    return !announced.isEmpty();
  }

  /** Refuses a trailer that lacks what was announced. */
  void checkComplete() {
    if (!values.keySet().equals(announced)) {
      throw malformed();
    }
  }

  /** Nothing announced and nothing sent needs no signature: the last chunk's covers the end. */
  void checkSignature(ChunkSignatures chain) {
    if (isEmpty()) {
      return;
    }
    byte[] sha256 = Digests.sha256().digest(signedText.toString().getBytes(ISO_8859_1));
    if (!chain.acceptsTrailer(HexFormat.of().formatHex(sha256), signature)) {
      throw Refusal.exception(
          Reason.SIGNATURE_DOES_NOT_MATCH, "The signature of the trailer does not match.");
    }
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  private static RefusedException malformed() {
    return Refusal.exception(
        Reason.MALFORMED_TRAILER,
        "The request contained trailing data that was not well-formed"
            + " or did not conform to our published schema.");
  }
}
