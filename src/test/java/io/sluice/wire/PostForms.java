package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forms that somebody signs and a browser sends to {@link Wire#BUCKET}. */
record PostForms(URI endpoint, WireUser user) {
  static final WireUser ADMINISTRATOR =
      new WireUser(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * The form with a policy that demands these very fields, signed.
   *
   * @param more conditions besides, each with a comma before it
   */
  Map<String, String> signed(Map<String, String> fields, String more)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    String stamp = STAMP.format(now);
    String day = stamp.substring(0, 8);
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    all.put("x-amz-date", stamp);
    all.put("x-amz-credential", user.accessKey() + "/" + day + "/us-east-1/s3/aws4_request");
    StringBuilder conditions = new StringBuilder("{\"bucket\":\"" + BUCKET + "\"}");
    all.forEach((name, value) ->
        conditions
            .append(",[\"starts-with\",\"$")
            .append(name)
            .append("\",\"")
            .append(value.contains("$") ? "" : value)
            .append("\"]"));
    String policy =
        "{\"expiration\":\""
            + now.plus(Duration.ofHours(1))
            + "\",\"conditions\":["
            + conditions
            + more
            + "]}";
    String base64 = Base64.getEncoder().encodeToString(Content.utf8(policy));
    all.put("policy", base64);
    byte[] key = Content.utf8("AWS4" + user.secret());
    for (String step : new String[] {day, "us-east-1", "s3", "aws4_request"}) {
      key = hmac(key, step);
    }
    all.put("x-amz-signature", HexFormat.of().formatHex(hmac(key, base64)));
    return all;
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(Content.utf8(text));
  }

  /** Sends a form as a browser does, with a file by the name of "f 1.bin". */
  RawAnswer post(Map<String, String> fields, byte[] content) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((name, value) ->
        body.writeBytes(
            Content.utf8(
                "--edge\r\nContent-Disposition: form-data; name=\""
                    + name
                    + "\"\r\n\r\n"
                    + value
                    + "\r\n")));
    body.writeBytes(
        Content.utf8(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f 1.bin\"\r\n\r\n"));
    body.writeBytes(content);
    body.writeBytes(Content.utf8("\r\n--edge--\r\n"));
    try (RawSocket socket = new RawSocket(endpoint)) {
      socket.send(
          "POST /"
              + BUCKET
              + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=edge"
              + "\r\ncontent-length: "
              + body.size()
              + "\r\n\r\n");
      socket.send(body.toByteArray());
      return socket.answer(false);
    }
  }
}
