package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class XmlWriterTest {
  private static String written(String text) {
    byte[] document = new XmlWriter(0).element("a", text).bytes();
    String xml = new String(XmlWriter.withoutDeclaration(document), StandardCharsets.UTF_8);
    return xml.substring("<a>".length(), xml.length() - "</a>".length());
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "<>&\", &lt;&gt;&amp;&quot;",
    "]]>, ]]&gt;",
    "ä, ä",
    "🌊, 🌊",
    "'a\tb', a&#x9;b",
    "'a\r\nb', a&#xd;&#xa;b",
  })
  void text_is_escaped(String text, String xml) {
    assertThat(written(text)).isEqualTo(xml);
  }

  @Test
  void what_xml_can_not_hold_becomes_a_reference() {
    assertThat(written("\u0000\u0001\u001f\u007f\u0085\ufffe\uffff"))
        .isEqualTo("&#x0;&#x1;&#x1f;&#x7f;&#x85;&#xfffe;&#xffff;");
    assertThat(written("\ud800")).isEqualTo("&#xd800;");
  }

  @Test
  void any_text_comes_back_from_a_parser() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(300); i > 0; i--) {
        int c = random.nextInt(4) == 0 ? 0x10000 + random.nextInt(0x1000) : random.nextInt(0x500);
        boolean isXml = c >= ' ' || c == '\t' || c == '\n' || c == '\r';
        text.appendCodePoint(isXml ? c : '<');
      }
      byte[] document = new XmlWriter(0).element("a", text.toString()).bytes();
      assertThat(XmlText.of(document)).as("seed %d round %d", seed, round).isEqualTo("a=" + text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "1795358696789, 2026-11-22T14:44:56.789Z",
    "951827696000, 2000-02-29T12:34:56.000Z",
    "9214646399999, 2261-12-31T23:59:59.999Z",
  })
  void moments_have_milliseconds(long millis, String text) {
    byte[] document = new XmlWriter(0).element("a", Instant.ofEpochMilli(millis)).bytes();
    assertThat(XmlText.of(document)).isEqualTo("a=" + text);
  }

  @Test
  void numbers_and_truth_are_text() {
    byte[] document =
        new XmlWriter(0).open("a").element("b", -12L).element("c", true).close("a").bytes();
    assertThat(XmlText.of(document)).isEqualTo("a[b=-12, c=true]");
  }

  @Test
  void a_declaration_can_go_ahead_of_its_document() {
    byte[] document = new XmlWriter(0).element("a", "x").bytes();
    String rest = new String(XmlWriter.withoutDeclaration(document), StandardCharsets.UTF_8);
    assertThat(rest).isEqualTo("<a>x</a>");
    String sent = new String(XmlWriter.declaration(), StandardCharsets.UTF_8) + "  \n " + rest;
    assertThat(XmlText.of(sent.getBytes(StandardCharsets.UTF_8))).isEqualTo("a=x");
    byte[] bare = rest.getBytes(StandardCharsets.UTF_8);
    assertThat(XmlWriter.withoutDeclaration(bare)).isEqualTo(bare);
  }
}
