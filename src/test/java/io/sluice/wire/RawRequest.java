package io.sluice.wire;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request of which a test can bend every byte, signed with Signature Version 4.
 *
 * <p>Source: "Signature Calculations for the Authorization Header", S3 API reference.
 */
final class RawRequest {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final URI endpoint;
  private final String method;
  private final String target;
  private final Map<String, String> headers = new TreeMap<>();
  private final List<String> unsignedLines = new ArrayList<>();
  private String secret = ServerProcess.SECRET_KEY;
  private String region = "us-east-1";
  private String signature = "";

  /**
   * @param target path and query as they stand in the request line, percent-encoded; the query's
   *     fields in order and each with its equals sign
   */
  RawRequest(URI endpoint, String method, String target) {
    this.endpoint = endpoint;
    this.method = method;
    this.target = target;
    header("host", endpoint.getHost() + ":" + endpoint.getPort());
    header("x-amz-date", TIME.format(Instant.now()));
    header("x-amz-content-sha256", UNSIGNED);
  }

  /** Adds or replaces a header that is signed. */
  RawRequest header(String lowerCaseName, String value) {
    headers.put(lowerCaseName, value);
    return this;
  }

  RawRequest withoutHeader(String lowerCaseName) {
    headers.remove(lowerCaseName);
    return this;
  }

  /** Adds a line to the head that is not signed. */
  RawRequest line(String line) {
    unsignedLines.add(line);
    return this;
  }

  RawRequest at(Instant time) {
    return header("x-amz-date", TIME.format(time));
  }

  RawRequest signedWith(String otherSecret) {
    this.secret = otherSecret;
    return this;
  }

  RawRequest signedFor(String otherRegion) {
    this.region = otherRegion;
    return this;
  }

  /** The body's length and its SHA-256, as signed headers. */
  RawRequest describing(byte[] body) {
    return header("content-length", String.valueOf(body.length))
        .header("x-amz-content-sha256", Content.hex("SHA-256", body));
  }

  /** The head up to and with the empty line. */
  String head() {
    this.signature = hmacHex(signingKey(), stringToSign());
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    unsignedLines.forEach(line -> head.append(line).append("\r\n"));
    head.append("Authorization: AWS4-HMAC-SHA256 Credential=" + ServerProcess.ACCESS_KEY + "/");
    head.append(scope() + ", SignedHeaders=" + String.join(";", headers.keySet()));
    return head.append(", Signature=" + signature + "\r\n\r\n").toString();
  }

  /** Sends head and body on a connection of their own, and gives the answer. */
  RawAnswer exchange(byte[] body) throws IOException {
    try (RawSocket socket = new RawSocket(endpoint)) {
      socket.send(head());
      sendUntilRefused(socket, body);
      return socket.answer(method.equals("HEAD"));
    }
  }

  RawAnswer exchange() throws IOException {
    return exchange(new byte[0]);
  }

  /** The signature of the head; chunk signatures start from it. Known once the head was made. */
  String signature() {
    return signature;
  }

  /** The chain's next signature, over a string that names time, scope and the last signature. */
  String chained(String algorithm, String previous, String rest) {
    String text =
        String.join(
            "\n", algorithm, headers.getOrDefault("x-amz-date", ""), scope(), previous, rest);
    return hmacHex(signingKey(), text);
  }

  private static void sendUntilRefused(RawSocket socket, byte[] body) {
    try {
      socket.send(body);
    } catch (IOException closed) {
      // A server may answer and close before it took the whole body; the answer is what counts.
      return;
    }
  }

  private String stringToSign() {
    String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
    String query = target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
    String canonicalQuery =
        Arrays.stream(query.split("&", -1)).sorted().collect(Collectors.joining("&"));
    StringBuilder canonical =
        new StringBuilder(method + "\n" + recoded(path) + "\n" + canonicalQuery + "\n");
    headers.forEach((name, value) -> canonical.append(name + ":" + folded(value) + "\n"));
    canonical.append("\n" + String.join(";", headers.keySet()) + "\n");
    canonical.append(headers.getOrDefault("x-amz-content-sha256", UNSIGNED));
    byte[] bytes = Content.utf8(canonical.toString());
    return String.join(
        "\n",
        "AWS4-HMAC-SHA256",
        headers.getOrDefault("x-amz-date", ""),
        scope(),
        Content.hex("SHA-256", bytes));
  }

  private String scope() {
    return day() + "/" + region + "/s3/aws4_request";
  }

  private String day() {
    String time = headers.getOrDefault("x-amz-date", "");
    return time.substring(0, Math.min(8, time.length()));
  }

  private byte[] signingKey() {
    byte[] key = Content.utf8("AWS4" + secret);
    for (String step : List.of(day(), region, "s3", "aws4_request")) {
      key = hmac(key, step);
    }
    return key;
  }

  /** The path in the one form that is signed: each byte encoded that has to be, and no other. */
  private static String recoded(String path) {
    String text = path.replace("+", "%2B");
    byte[] bytes = Content.utf8(URLDecoder.decode(text, StandardCharsets.UTF_8));
    StringBuilder coded = new StringBuilder();
    for (byte b : bytes) {
      boolean plain = b > 0 && ("-._~/".indexOf(b) >= 0 || Character.isLetterOrDigit((char) b));
      coded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return coded.toString();
  }

  private static String folded(String value) {
    return value.strip().replaceAll(" +", " ");
  }

  private static String hmacHex(byte[] key, String text) {
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
