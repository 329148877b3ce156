package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileXmlTest {
  private static final int HUGE = 100 * 1024 * 1024;

  private static void assertRefused(InputStream document) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> DeleteRequest.parse(document));
    assertThat(refused).isNotNull();
    assertThat(refused.refusal().reason()).isEqualTo(Reason.MALFORMED_XML);
  }

  private static void assertRefused(String document) {
    assertRefused(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_file_is_not_read(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    assertRefused(
        "<!DOCTYPE Delete [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]><Delete><Object><Key>&x;</Key></Object></Delete>");
    assertRefused(
        "<!DOCTYPE Delete SYSTEM \""
            + secret.toUri()
            + "\"><Delete><Object><Key>a</Key></Object></Delete>");
    assertRefused(
        "<!DOCTYPE Delete [<!ENTITY % x SYSTEM \""
            + secret.toUri()
            + "\">%x;]><Delete><Object><Key>a</Key></Object></Delete>");
  }

  @Test
  void entities_do_not_multiply() {
    StringBuilder document = new StringBuilder("<!DOCTYPE Delete [<!ENTITY e0 \"aaaaaaaaaa\">");
    for (int i = 1; i < 12; i++) {
      document.append("<!ENTITY e").append(i).append(" \"");
      document.append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
    }
    document.append("]><Delete><Object><Key>&e11;</Key></Object></Delete>");
    assertRefused(document.toString());
  }

  @Test
  void even_a_harmless_document_type_is_refused() {
    assertRefused("<!DOCTYPE Delete><Delete><Object><Key>a</Key></Object></Delete>");
  }

  @Test
  void depth_is_bounded() {
    assertRefused("<Delete>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</Delete>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Object><Key>a</Key></Object>",
        "<Object><Key>",
        "<Unknown/>",
        "<Unknown>",
        "aaaaaaaaaaaaaaaa",
      })
  void a_document_without_end_is_cut_off(String repeated) {
    Endless endless = new Endless("<Delete>", repeated);
    assertRefused(endless);
    assertThat(endless.served).isLessThan(HUGE / 10);
  }

  @Test
  void a_text_without_end_is_cut_off() {
    Endless endless = new Endless("<Delete><Object><Key>", "key ");
    assertRefused(endless);
    assertThat(endless.served).isLessThan(HUGE / 10);
  }

  @Test
  void a_name_without_end_is_cut_off() {
    Endless endless = new Endless("<Delete><Object><", "name");
    assertRefused(endless);
    assertThat(endless.served).isLessThan(HUGE / 10);
  }

  /** A document that repeats one piece for 100 MB. */
  private static final class Endless extends InputStream {
    private final byte[] start;
    private final byte[] piece;
    private int served;

    Endless(String start, String piece) {
      this.start = start.getBytes(StandardCharsets.UTF_8);
      this.piece = piece.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      if (served >= HUGE) {
        return -1;
      }
      int at = served++;
      return at < start.length ? start[at] : piece[(at - start.length) % piece.length];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = 0;
      for (int octet; count < length && (octet = read()) >= 0; count++) {
        target[offset + count] = (byte) octet;
      }
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
