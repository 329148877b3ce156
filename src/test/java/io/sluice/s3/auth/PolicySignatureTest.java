package io.sluice.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.form.FormFields;
import io.sluice.s3.form.FormReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies of forms that are signed by the older version; those by version 4 are sent whole. */
final class PolicySignatureTest {
  private static final Credential EXAMPLE =
      new Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String POLICY =
      "eyAiZXhwaXJhdGlvbiI6ICIyMDA3LTEyLTAxVDEyOjAwOjAwLjAwMFoiIH0=";

  // echo -n POLICY | openssl dgst -sha1 -hmac SECRET -binary | base64
  private static final String SIGNATURE = "AWd3f4lvbqxIlH//Gk1G0LmE5oM=";

  private static String authenticated(Map<String, String> form) {
    SigV4 server =
        new SigV4(
            key -> key.equals(EXAMPLE.accessKey()) ? EXAMPLE : null,
            InstantSource.fixed(Instant.ofEpochSecond(1_196_500_000)),
            AuthSettings.ofRegion("us-east-1"));
    return server.authenticate(PolicySignature.of(fields(form)));
  }

  private static FormFields fields(Map<String, String> form) {
    StringBuilder body = new StringBuilder();
    form.forEach((name, value) ->
        body.append("--edge\r\nContent-Disposition: form-data; name=\"")
            .append(name)
            .append("\"\r\n\r\n")
            .append(value)
            .append("\r\n"));
    body.append("--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--edge--\r\n");
    FormFields[] found = new FormFields[1];
    var sink =
        new FormReader.Sink() {
          @Override
          public void fileStarts(FormFields fields) {
            found[0] = fields;
          }

          @Override
          public void fileBytes(ByteBuffer content) {}
        };
    new FormReader("multipart/form-data; boundary=edge", sink)
        .accept(ByteBuffer.wrap(body.toString().getBytes(StandardCharsets.UTF_8)));
    return found[0];
  }

  private static Map<String, String> signed() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("AWSAccessKeyId", EXAMPLE.accessKey());
    form.put("policy", POLICY);
    form.put("signature", SIGNATURE);
    return form;
  }

  private static Map<String, String> but(String field, String value) {
    Map<String, String> form = signed();
    form.put(field, value);
    return form;
  }

  private static void refused(Map<String, String> form, Reason reason) {
    assertThatThrownBy(() -> authenticated(form))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
  }

  @Test
  void a_policy_signed_by_version_2_passes() {
    assertThat(authenticated(signed())).isEqualTo(EXAMPLE.accessKey());
  }

  @Test
  void nothing_else_passes_with_its_signature() {
    refused(but("policy", POLICY.replace("ey", "eZ")), Reason.SIGNATURE_DOES_NOT_MATCH);
    refused(but("signature", SIGNATURE.substring(1)), Reason.SIGNATURE_DOES_NOT_MATCH);
    refused(but("AWSAccessKeyId", "other"), Reason.INVALID_ACCESS_KEY_ID);
    refused(but("signature", ""), Reason.INVALID_ARGUMENT);
    refused(but("policy", ""), Reason.ACCESS_DENIED);
    refused(but("x-amz-security-token", "t"), Reason.INVALID_TOKEN);
    refused(but("x-amz-algorithm", "AWS4-HMAC-SHA256"), Reason.INVALID_ARGUMENT);
  }
}
