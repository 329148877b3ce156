package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.CompletedPart;
import io.sluice.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainPartsTest {
  private static final String OPEN =
      "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  private static final String CLOSE = "</CompleteMultipartUpload>";
  private static final String TAG = "0123456789abcdef0123456789abcdef";

  /** Put into a document at random places, and so at all the wrong ones. */
  private static final List<String> PIECES =
      List.of(
          "<Part>",
          "</Part>",
          "<PartNumber>",
          "</PartNumber>",
          "<ETag>",
          "</ETag>",
          "&quot;",
          "&#34;",
          "\"",
          "<ChecksumCRC32>",
          "</ChecksumCRC32>",
          "<ChecksumFoo>",
          "</ChecksumFoo>",
          "AAAAAA==",
          "5",
          "0",
          "10001",
          "-1",
          " ",
          "\n",
          "<!-- -->",
          "&amp;",
          TAG,
          "x",
          "\u00fc",
          "<Part><PartNumber>7</PartNumber><ETag>" + TAG + "</ETag></Part>",
          OPEN,
          CLOSE,
          "<",
          ">",
          "<ETag/>",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
          "\ufeff",
          "\0",
          "]]>");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Part><PartNumber>1</PartNumber><ETag>\"%s\"</ETag></Part>",
        "<Part><ETag>\"%s\"</ETag><PartNumber>1</PartNumber></Part>",
        "<Part><PartNumber>1</PartNumber><ETag>&quot;%s&quot;</ETag></Part>",
        "<Part><ETag>&#34;%s&#34;</ETag><PartNumber>1</PartNumber></Part>",
        "\n  <Part>\n    <PartNumber>1</PartNumber>\n    <ETag>%s</ETag>\n  </Part>\r\n",
        "<Part><ChecksumCRC32>AAAAAA==</ChecksumCRC32><ETag>%s</ETag><PartNumber>1</PartNumber>"
            + "</Part>",
      })
  void forms_of_clients_are_read_as_the_long_way_reads_them(String form) {
    String part = form.replace("%s", TAG);
    String declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    for (String document :
        List.of(
            OPEN + part + CLOSE,
            declaration + OPEN + part + CLOSE + "\n",
            declaration + "\n<CompleteMultipartUpload>" + part + CLOSE)) {
      assertThat(PlainParts.read(utf8(document))).isNotNull().isEqualTo(slow(document));
    }
  }

  @Test
  void whatever_a_document_says_it_is_read_or_refused_as_the_long_way_does() {
    long seed = 20_261_123;
    SplittableRandom random = new SplittableRandom(seed);
    int plain = 0;
    for (int i = 0; i < 20_000; i++) {
      String document = mutated(document(random), random);
      assertThat(said(() -> CompleteRequest.parse(utf8(document))))
          .as("seed %d, round %d: %s", seed, i, document)
          .isEqualTo(said(() -> slow(document)));
      plain += PlainParts.read(utf8(document)) == null ? 0 : 1;
    }
    assertThat(plain).isBetween(1_000, 19_000);
  }

  @Test
  void what_fails_in_the_middle_is_not_taken_up_behind_it() {
    String rest = "<PartNumber>1</PartNumber><ETag>" + TAG + "</ETag></Part>" + CLOSE;
    for (String broken : List.of("<ChecksumFoo>", "<ETag>", "<PartNumber>", "<PartNumber>5")) {
      assertThat(PlainParts.read(utf8(OPEN + "<Part>" + broken + rest))).as(broken).isNull();
    }
  }

  @Test
  void more_parts_than_an_upload_has_are_refused() {
    String part = "<Part><PartNumber>%d</PartNumber><ETag>" + TAG + "</ETag></Part>";
    StringBuilder document = new StringBuilder(OPEN);
    for (int i = 1; i <= 10_000; i++) {
      document.append(part.formatted(i));
    }
    assertThat(CompleteRequest.parse(utf8(document + CLOSE))).hasSize(10_000);
    String oneMore = document + part.formatted(10_000).repeat(2) + CLOSE;
    assertThat(said(() -> CompleteRequest.parse(utf8(oneMore))))
        .isEqualTo(said(() -> slow(oneMore)));
  }

  private static String document(SplittableRandom random) {
    StringBuilder text = new StringBuilder(OPEN);
    int parts = random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      String quote = List.of("", "\"", "&quot;", "&#34;").get(random.nextInt(4));
      text.append("<Part><PartNumber>").append(random.nextInt(4)).append("</PartNumber><ETag>");
      text.append(quote).append(TAG).append(quote).append("</ETag></Part>");
    }
    return text.append(CLOSE).toString();
  }

  private static String mutated(String document, SplittableRandom random) {
    StringBuilder text = new StringBuilder(document);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = place(text, random);
      if (random.nextInt(4) == 0) {
        text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
      } else {
        text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return text.toString();
  }

  /** Mostly where elements begin, else anywhere. */
  private static int place(StringBuilder text, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    int element = text.indexOf("<", at);
    return element < 0 || random.nextInt(4) == 0 ? at : element;
  }

  private static Object said(Supplier<List<CompletedPart>> reading) {
    try {
      return reading.get();
    } catch (RefusedException refused) {
      return refused.refusal();
    }
  }

  private static List<CompletedPart> slow(String document) {
    return CompleteRequest.parse(new ByteArrayInputStream(utf8(document)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
