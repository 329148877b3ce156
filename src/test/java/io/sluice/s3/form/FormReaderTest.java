package io.sluice.s3.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormReaderTest {
  private static final String TYPE = "multipart/form-data; boundary=abc";

  /** What came out of a reader. */
  private static final class Read implements FormReader.Sink {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private Map<String, String> fields = new LinkedHashMap<>();

    @Override
    public void fileStarts(FormFields all) {
      fields = all.all();
    }

    @Override
    public void fileBytes(ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      file.writeBytes(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 4096, 65_535, 65_536, 65_537, 1 << 20})
  void a_form_reads_the_same_in_pieces_of_any_size(int piece) {
    byte[] content = new byte[piece < 10 ? 3000 : 300_000];
    new Random(4).nextBytes(content);
    byte[] almost = "\r\n--ab\r\n--abd\r\n--\r\n".getBytes(UTF_8);
    System.arraycopy(almost, 0, content, 100, almost.length);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(part("name=\"KEY\"", "a/${filename}").getBytes(UTF_8));
    body.writeBytes(part("name=text; filename=x", "ü\r\n--").getBytes(UTF_8));
    body.writeBytes(head("name=\"file\"; filename=\"C:\\dir\\f 1.txt\"").getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(UTF_8));
    body.writeBytes(part("name=\"late\"", "ignored").getBytes(UTF_8));
    body.writeBytes("--abc--\r\nepilogue".getBytes(UTF_8));
    Read read = read(body.toByteArray(), piece);
    assertThat(read.fields).isEqualTo(Map.of("key", "a/f 1.txt", "text", "ü\r\n--"));
    assertThat(read.file.toByteArray()).isEqualTo(content);
  }

  @Test
  void an_empty_file_is_a_file() {
    String body = "preamble\r\n" + part("name=\"file\"", "") + "--abc--";
    assertThat(read(body.getBytes(UTF_8), 5).file.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED_POST_REQUEST",
    "--abc, MALFORMED_POST_REQUEST",
    "--abcd, MALFORMED_POST_REQUEST",
    "--abc--, INCORRECT_NUMBER_OF_FILES_IN_POST_REQUEST",
    "'--abc|Content-Type: x||v|--abc--', MALFORMED_POST_REQUEST",
    "'--abc|Content-Disposition: form-data; name=file||cut', MALFORMED_POST_REQUEST"
  })
  void what_is_no_form_is_refused(String body, Reason reason) {
    assertThat(reason(body.replace("|", "\r\n"))).isEqualTo(reason);
  }

  @Test
  void fields_are_bounded_and_a_file_is_not() {
    String most = "x".repeat(FormReader.MAX_FIELD_BYTES);
    assertThat(reason(part("name=a", most))).isEqualTo(Reason.MAX_POST_PRE_DATA_LENGTH_EXCEEDED);
    assertThat(reason("--abc\r\nX: " + most + most))
        .isEqualTo(Reason.MAX_POST_PRE_DATA_LENGTH_EXCEEDED);
    assertThat(reason("--abc" + " ".repeat(100_000))).isEqualTo(Reason.MALFORMED_POST_REQUEST);
    assertThat(read((part("name=file", most + most) + "--abc--").getBytes(UTF_8), 9000).file.size())
        .isEqualTo(2 * most.length());
  }

  @Test
  void a_type_without_a_boundary_is_refused() {
    assertThat(
            catchThrowableOfType(
                    RefusedException.class, () -> new FormReader("multipart/form-data", new Read()))
                .refusal()
                .reason())
        .isEqualTo(Reason.MALFORMED_POST_REQUEST);
  }

  private static String part(String parameters, String value) {
    return head(parameters) + value + "\r\n";
  }

  private static String head(String parameters) {
    return "--abc\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n";
  }

  private static Read read(byte[] body, int piece) {
    Read read = new Read();
    FormReader reader = new FormReader(TYPE, read);
    for (int at = 0; at < body.length; at += piece) {
      reader.accept(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at)));
    }
    reader.finish();
    return read;
  }

  private static Reason reason(String body) {
    return catchThrowableOfType(RefusedException.class, () -> read(body.getBytes(UTF_8), 1 << 20))
        .refusal()
        .reason();
  }
}
