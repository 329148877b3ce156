package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies over a bare socket: every form is taken when right, and leaves nothing when it is not. */
@ExtendWith(SharedWire.class)
final class RawBodiesIT {
  private static final byte[] CONTENT = Content.bytes(11, 200_003);

  private final Wire wire;
  private final List<Path> stagedBefore;

  RawBodiesIT(Wire wire) {
    this.wire = wire;
    this.stagedBefore = wire.staged();
  }

  @Test
  void a_signed_payload_is_taken() throws IOException {
    assertThat(put("raw/signed").describing(CONTENT).exchange(CONTENT).status()).isEqualTo(200);
    assertThat(wire.get("raw/signed")).isEqualTo(CONTENT);
  }

  @Test
  void an_unsigned_payload_is_taken() throws IOException {
    RawRequest request = put("raw/unsigned").header("content-length", length(CONTENT));
    assertThat(request.exchange(CONTENT).status()).isEqualTo(200);
    assertThat(wire.get("raw/unsigned")).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @EnumSource(ChunkedBody.Form.class)
  void every_chunked_form_is_taken(ChunkedBody.Form form) throws IOException {
    String key = "raw/chunked-" + form;
    RawRequest request = ChunkedBody.announce(put(key), form, CONTENT);
    request.head();
    byte[] body = ChunkedBody.of(request, form, CONTENT);
    RawAnswer answer = request.exchange(body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(wire.get(key)).isEqualTo(CONTENT);
    assertThat(wire.s3().headObject(r -> r.bucket(BUCKET).key(key)).contentEncoding()).isNull();
  }

  /** Each form, and where in its body one byte is turned over: first, middle and last chunk. */
  static Stream<Arguments> flips() {
    return Stream.of(ChunkedBody.Form.values())
        .flatMap(form -> Stream.of(200, 100_000, 198_000).map(at -> Arguments.of(form, at)));
  }

  @ParameterizedTest
  @MethodSource("flips")
  void one_wrong_byte_in_a_chunk_publishes_nothing(ChunkedBody.Form form, int at)
      throws IOException {
    String key = "raw/flip-" + form + "-" + at;
    RawRequest request = ChunkedBody.announce(put(key), form, CONTENT);
    request.head();
    byte[] body = Content.flipped(ChunkedBody.of(request, form, CONTENT), at);
    RawAnswer answer = request.exchange(body);
    answer.isError(form.isSigned() ? 403 : 400);
    assertThat(answer.code()).isEqualTo(form.isSigned() ? "SignatureDoesNotMatch" : "BadDigest");
    assertNothingIsLeftOf(key);
  }

  @ParameterizedTest
  @EnumSource(ChunkedBody.Form.class)
  void one_wrong_byte_in_the_last_line_publishes_nothing(ChunkedBody.Form form) throws IOException {
    String key = "raw/last-line-" + form;
    RawRequest request = ChunkedBody.announce(put(key), form, CONTENT);
    request.head();
    byte[] right = ChunkedBody.of(request, form, CONTENT);
    // The last character of a signature, or the fourth-last of a checksum: never padding.
    int at = right.length - (form.isSigned() ? 5 : 8);
    byte[] wrong = right.clone();
    wrong[at] = (byte) (right[at] == 'a' ? 'b' : 'a');
    request.exchange(wrong).isError(form.isSigned() ? 403 : 400);
    assertNothingIsLeftOf(key);
  }

  @Test
  void a_wrong_checksum_in_a_trailer_publishes_nothing() throws IOException {
    String key = "raw/wrong-trailer";
    ChunkedBody.Form form = ChunkedBody.Form.UNSIGNED_TRAILER;
    RawRequest request = ChunkedBody.announce(put(key), form, CONTENT);
    request.head();
    String right = Content.crc32c(CONTENT);
    String wrong = Content.crc32c(Content.flipped(CONTENT, 5));
    byte[] body = ChunkedBody.of(request, form, CONTENT);
    byte[] bent = replaceLast(body, right, wrong);
    request.exchange(bent).isError(400, "BadDigest");
    assertNothingIsLeftOf(key);
  }

  @Test
  void a_wrong_digest_of_the_whole_publishes_nothing() throws IOException {
    byte[] other = Content.flipped(CONTENT, 77);
    put("raw/bad/sha")
        .describing(CONTENT)
        .exchange(other)
        .isError(400, "XAmzContentSHA256Mismatch");
    RawRequest md5 = put("raw/bad/md5").header("content-length", length(other));
    md5.header("content-md5", Content.base64("MD5", CONTENT))
        .exchange(other)
        .isError(400, "BadDigest");
    RawRequest crc = put("raw/bad/crc").header("content-length", length(other));
    crc.header("x-amz-checksum-crc32", Content.crc32(CONTENT))
        .exchange(other)
        .isError(400, "BadDigest");
    assertNothingIsLeftOf("raw/bad/");
  }

  @ParameterizedTest
  @CsvSource({
    "content-md5,nonsense,InvalidDigest",
    "content-md5,QUJD,InvalidDigest",
    "x-amz-checksum-crc32,nonsense!,BadDigest",
    "x-amz-checksum-sha256,QUJD,BadDigest"
  })
  void a_digest_that_is_none_is_refused(String header, String value, String code)
      throws IOException {
    put("raw/bad/malformed")
        .header("content-length", "3")
        .header(header, value)
        .exchange(Content.utf8("abc"))
        .isError(400, code);
    assertNothingIsLeftOf("raw/bad/malformed");
  }

  @Test
  void a_body_that_ends_early_leaves_nothing() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(put("raw/short").header("content-length", "1000000").head());
      socket.send(CONTENT);
    }
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(put("raw/half-closed").header("content-length", "1000000").head());
      socket.send(CONTENT);
      socket.endOutput();
      assertThat(socket.isClosedByServer() || !wire.exists("raw/half-closed")).isTrue();
    }
    assertNothingIsLeftOf("raw/short");
    assertNothingIsLeftOf("raw/half-closed");
  }

  @Test
  void a_decoded_length_that_disagrees_publishes_nothing() throws IOException {
    ChunkedBody.Form form = ChunkedBody.Form.UNSIGNED_TRAILER;
    RawRequest request = ChunkedBody.announce(put("raw/decoded"), form, CONTENT);
    request.header("x-amz-decoded-content-length", String.valueOf(CONTENT.length + 1));
    request.head();
    request.exchange(ChunkedBody.of(request, form, CONTENT)).isError(400);
    assertNothingIsLeftOf("raw/decoded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz\r\nabc", "-5\r\nabcde\r\n0\r\n\r\n", "ffffffffffffffff\r\nabc", "3 abc"})
  void a_chunk_size_that_is_none_publishes_nothing(String form) throws IOException {
    byte[] body = Content.utf8(form + "\r\n0\r\n\r\n");
    put("raw/sizes")
        .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        .header("x-amz-decoded-content-length", "3")
        .header("x-amz-trailer", "x-amz-checksum-crc32c")
        .header("content-encoding", "aws-chunked")
        .header("content-length", length(body))
        .exchange(body)
        .isError(400);
    assertNothingIsLeftOf("raw/sizes");
  }

  @Test
  void a_clock_may_be_off_by_less_than_an_hour() throws IOException {
    Instant now = Instant.now();
    assertThat(head().at(now.minus(Duration.ofMinutes(55))).exchange().status()).isEqualTo(200);
    assertThat(head().at(now.plus(Duration.ofMinutes(55))).exchange().status()).isEqualTo(200);
    list().at(now.minus(Duration.ofMinutes(65))).exchange().isError(403, "RequestTimeTooSkewed");
    list().at(now.plus(Duration.ofMinutes(65))).exchange().isError(403, "RequestTimeTooSkewed");
  }

  @Test
  void a_wrong_secret_is_refused_and_told_nothing() throws IOException {
    RawAnswer answer = list().signedWith("wrong").exchange().isError(403, "SignatureDoesNotMatch");
    assertThat(answer.body()).doesNotContain(ServerProcess.SECRET_KEY);
    assertThat(wire.server().log()).doesNotContain(ServerProcess.SECRET_KEY);
  }

  @Test
  void an_amz_header_that_is_not_signed_is_refused() throws IOException {
    put("raw/unsigned-header")
        .header("content-length", "0")
        .line("x-amz-meta-late: added on the way")
        .exchange()
        .isError(403);
    assertNothingIsLeftOf("raw/unsigned-header");
  }

  private void assertNothingIsLeftOf(String prefix) {
    assertThat(wire.keys(prefix)).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(stagedBefore).containsAll(wire.staged()));
  }

  private RawRequest put(String key) {
    return new RawRequest(wire.endpoint(), "PUT", "/" + BUCKET + "/" + key);
  }

  private RawRequest head() {
    return new RawRequest(wire.endpoint(), "HEAD", "/" + BUCKET);
  }

  private RawRequest list() {
    return new RawRequest(wire.endpoint(), "GET", "/" + BUCKET);
  }

  private static String length(byte[] body) {
    return String.valueOf(body.length);
  }

  private static byte[] replaceLast(byte[] body, String from, String to) {
    Charset latin = StandardCharsets.ISO_8859_1;
    String text = new String(body, latin);
    int at = text.lastIndexOf(from);
    return (text.substring(0, at) + to + text.substring(at + from.length())).getBytes(latin);
  }
}
