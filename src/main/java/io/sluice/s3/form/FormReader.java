package io.sluice.s3.form;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a form apart as it streams by: fields into memory, up to a limit, the file straight on.
 * What follows the file is not looked at, as in S3.
 *
 * <p>Source: RFC 7578, RFC 2046 section 5.1; S3 API reference, "POST Object".
 */
public final class FormReader {
  /** The most bytes of all fields before the file, with their heads. */
  public static final int MAX_FIELD_BYTES = 20 * 1024;

  private static final int MAX_PADDING_BYTES = 1024;
  private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};
  private static final int WINDOW_BYTES = 64 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\";\\s]{1,70}))", Pattern.CASE_INSENSITIVE);

  /** Takes what the form holds. */
  public interface Sink {
    /** The fields are whole, and the file begins. */
    void fileStarts(FormFields fields);

    /** The file's next bytes; valid during the call. */
    void fileBytes(ByteBuffer content);
  }

  private enum State {
    PREAMBLE,
    AFTER_DELIMITER,
    HEAD,
    FIELD,
    FILE,
    SKIPPED,
    END
  }

  private final byte[] delimiter;
  private final Sink sink;
  private final FormFields fields = new FormFields();
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private final byte[] window = new byte[WINDOW_BYTES];
  private State state = State.PREAMBLE;
  private int length;
  private int fieldBytes;
  private String fieldName = "";
  private boolean fileSeen;

  /**
   * @param contentType the request's, which names the boundary
   */
  public FormReader(String contentType, Sink sink) {
    Matcher matcher = BOUNDARY.matcher(contentType);
    if (!matcher.find()) {
      throw malformed();
    }
    String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    this.sink = sink;
    // The first boundary may stand at the very start, without a line break before it.
    window[0] = '\r';
    window[1] = '\n';
    length = 2;
  }

  /** Takes the next bytes of the body. */
  public void accept(ByteBuffer wire) {
    while (wire.hasRemaining()) {
      int taken = Math.min(wire.remaining(), window.length - length);
      wire.get(window, length, taken);
      length += taken;
      int done = 0;
      int step = step(done);
      while (step > 0) {
        done += step;
        step = step(done);
      }
      System.arraycopy(window, done, window, 0, length - done);
      length -= done;
    }
  }

  /** Call once, when the body has ended. */
  public void finish() {
    if (state != State.END) {
      throw malformed();
    }
    if (!fileSeen) {
      throw Refusal.exception(
          Reason.INCORRECT_NUMBER_OF_FILES_IN_POST_REQUEST,
          "POST requires exactly one file upload per request.");
    }
  }

  /** How many bytes from an offset were dealt with; 0 when more must come first. */
  private int step(int from) {
    return switch (state) {
      case PREAMBLE, FIELD, FILE, SKIPPED -> content(from);
      case AFTER_DELIMITER -> afterDelimiter(from);
      case HEAD -> head(from);
      case END -> length - from;
    };
  }

  private int content(int from) {
    int at = find(delimiter, from);
    if (at >= 0) {
      emit(from, at - from);
      endContent();
      state = State.AFTER_DELIMITER;
      return at - from + delimiter.length;
    }
    int safe = length - from - (delimiter.length - 1);
    if (safe <= 0) {
      return 0;
    }
    emit(from, safe);
    return safe;
  }

  private void emit(int from, int count) {
    switch (state) {
      case FILE -> {
        if (count > 0) {
          sink.fileBytes(ByteBuffer.wrap(window, from, count).slice());
        }
      }
      case FIELD -> {
        count(count);
        field.write(window, from, count);
      }
      case PREAMBLE, SKIPPED, AFTER_DELIMITER, HEAD, END -> {}
    }
  }

  private void endContent() {
    if (state == State.FIELD) {
      fields.add(fieldName, field.toString(StandardCharsets.UTF_8));
      field.reset();
    }
  }

  /**
   * After a boundary come two dashes at the end of the form, else perhaps space, and a line break.
   */
  private int afterDelimiter(int from) {
    int at = from;
    while (at < length && (window[at] == ' ' || window[at] == '\t')) {
      at++;
    }
    if (at - from > MAX_PADDING_BYTES) {
      throw malformed();
    }
    if (length - at < 2) {
      return 0;
    }
    if (window[at] == '-' && window[at + 1] == '-' && at == from) {
      state = State.END;
    } else if (window[at] == '\r' && window[at + 1] == '\n') {
      state = State.HEAD;
    } else {
      throw malformed();
    }
    return at - from + 2;
  }

  private int head(int from) {
    int at = find(BLANK_LINE, from);
    if (at < 0) {
      if (length - from > MAX_FIELD_BYTES) {
        throw tooLong();
      }
      return 0;
    }
    byte[] lines = new byte[at - from];
    System.arraycopy(window, from, lines, 0, lines.length);
    if (!fileSeen) {
      count(lines.length);
      begin(PartHead.parse(lines));
    } else {
      state = State.SKIPPED;
    }
    return at - from + BLANK_LINE.length;
  }

  private void begin(PartHead head) {
    if (head.name().equalsIgnoreCase("file")) {
      fields.fileNamed(head.fileName() == null ? "" : head.fileName());
      fileSeen = true;
      state = State.FILE;
      sink.fileStarts(fields);
    } else {
      fieldName = head.name();
      state = State.FIELD;
    }
  }

  private void count(int bytes) {
    fieldBytes += bytes;
    if (fieldBytes > MAX_FIELD_BYTES) {
      throw tooLong();
    }
  }

  private int find(byte[] wanted, int from) {
    int last = length - wanted.length;
    for (int at = from; at <= last; at++) {
      if (window[at] == wanted[0] && matches(wanted, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(byte[] wanted, int at) {
    for (int i = 1; i < wanted.length; i++) {
      if (window[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static RefusedException tooLong() {
    return Refusal.exception(
        Reason.MAX_POST_PRE_DATA_LENGTH_EXCEEDED,
        "Your POST request fields preceding the upload file were too large.");
  }

  static RefusedException malformed() {
    return Refusal.exception(
        Reason.MALFORMED_POST_REQUEST,
        "The body of your POST request is not well-formed multipart/form-data.");
  }
}
