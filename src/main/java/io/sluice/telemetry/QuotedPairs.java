package io.sluice.telemetry;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * The pairs of a log line in its text form, {@code key="value"}. Quotes, backslashes and control
 * characters in a value are escaped as in JSON: keys of objects are the clients' choice, and must
 * not look like further pairs, which Logback's own {@code %kvp} lets them.
 */
public final class QuotedPairs extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null || pairs.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (KeyValuePair pair : pairs) {
      text.append(text.isEmpty() ? "" : " ").append(pair.key).append("=\"");
      escape(String.valueOf(pair.value), text);
      text.append('"');
    }
    return text.toString();
  }

  private static void escape(String value, StringBuilder into) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        into.append("\\u%04x".formatted((int) c));
      } else {
        into.append(c);
      }
    }
  }
}
