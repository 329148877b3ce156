package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class QuotedPairsTest {
  /** By the configuration that the server has. */
  @Test
  void a_key_cannot_forge_fields_of_its_line() throws Exception {
    assertThat(line("we ird\"\nkey\" status=\"200\\"))
        .endsWith("GetObject key=\"we ird\\\"\\u000akey\\\" status=\\\"200\\\\\" status=\"404\"\n");
  }

  @Test
  void what_needs_no_escape_is_written_as_it_is() throws Exception {
    assertThat(line("a/b c=d/\u00fc\u65e5"))
        .endsWith(" key=\"a/b c=d/\u00fc\u65e5\" status=\"404\"\n");
  }

  private static String line(String key) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(QuotedPairs.class.getResource("/logback.xml"));
    var root = context.getLogger("ROOT");
    var appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("text");
    var event = new LoggingEvent("here", root, Level.INFO, "GetObject", null, null);
    event.addKeyValuePair(new KeyValuePair("key", key));
    event.addKeyValuePair(new KeyValuePair("status", 404));
    try {
      return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    } finally {
      context.stop();
    }
  }
}
