package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Uploads by forms that browsers send, each allowed by a signed policy. */
@ExtendWith(SharedWire.class)
final class PostFormIT {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String RANGE = ",[\"content-length-range\",0,1000000]";

  private final Wire wire;

  PostFormIT(Wire wire) {
    this.wire = wire;
  }

  @Test
  void a_form_writes_an_object_with_metadata_type_and_tags() throws Exception {
    byte[] content = Content.bytes(1, 300_000);
    Map<String, String> fields = fields("forms/${filename}");
    fields.put("Content-Type", "text/x-form");
    fields.put("x-amz-meta-who", "me");
    fields.put(
        "tagging", "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>");
    RawAnswer answer = post(signed(fields, RANGE), content);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    assertThat(answer.header("etag")).isEqualTo(Content.etag(content));
    assertThat(wire.get("forms/f 1.bin")).isEqualTo(content);
    HeadObjectResponse head = wire.s3().headObject(r -> r.bucket(BUCKET).key("forms/f 1.bin"));
    assertThat(head.contentType()).isEqualTo("text/x-form");
    assertThat(head.metadata()).isEqualTo(Map.of("who", "me"));
    assertThat(head.tagCount()).isEqualTo(1);
  }

  @Test
  void a_form_says_how_it_is_answered() throws Exception {
    Map<String, String> fields = fields("forms/status");
    fields.put("success_action_status", "201");
    RawAnswer created = post(signed(fields, ""), Content.utf8("x"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body()).contains("<Key>forms/status</Key>", "<Bucket>" + BUCKET);
    fields.put("success_action_redirect", "http://app.example/done");
    RawAnswer redirect = post(signed(fields, ""), Content.utf8("x"));
    assertThat(redirect.status()).isEqualTo(303);
    assertThat(redirect.header("location"))
        .startsWith("http://app.example/done?bucket=" + BUCKET + "&key=forms/status&etag=%22");
  }

  @Test
  void what_the_policy_does_not_allow_writes_nothing() throws Exception {
    Map<String, String> fields = fields("forms/refused");
    Map<String, String> changed = signed(fields, "");
    changed.put("key", "forms/elsewhere");
    post(changed, Content.utf8("x")).isError(403, "AccessDenied");
    Map<String, String> forged = signed(fields, "");
    forged.put("x-amz-signature", "0".repeat(64));
    post(forged, Content.utf8("x")).isError(403, "SignatureDoesNotMatch");
    post(signed(fields, ",[\"content-length-range\",0,10]"), new byte[11])
        .isError(400, "EntityTooLarge");
    post(signed(fields, ",[\"content-length-range\",12,20]"), new byte[11])
        .isError(400, "EntityTooSmall");
    post(fields("forms/anonymous"), Content.utf8("x")).isError(403, "AccessDenied");
    fields.put("x-amz-checksum-crc32", Content.crc32(Content.utf8("y")));
    post(signed(fields, ""), Content.utf8("x")).isError(400, "BadDigest");
    assertThat(wire.exists("forms/refused")).isFalse();
    assertThat(wire.exists("forms/elsewhere")).isFalse();
    assertThat(wire.exists("forms/anonymous")).isFalse();
  }

  private static Map<String, String> fields(String key) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("key", key);
    return fields;
  }

  /** The form with a policy that demands these very fields, signed. */
  private static Map<String, String> signed(Map<String, String> fields, String more)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    String stamp = STAMP.format(now);
    String day = stamp.substring(0, 8);
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    all.put("x-amz-date", stamp);
    all.put(
        "x-amz-credential", ServerProcess.ACCESS_KEY + "/" + day + "/us-east-1/s3/aws4_request");
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
    byte[] key = Content.utf8("AWS4" + ServerProcess.SECRET_KEY);
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

  private RawAnswer post(Map<String, String> fields, byte[] content) throws IOException {
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
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
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
