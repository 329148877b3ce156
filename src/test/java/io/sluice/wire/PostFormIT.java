package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Uploads by forms that browsers send, each allowed by a signed policy. */
@ExtendWith(SharedWire.class)
final class PostFormIT {
  private static final String RANGE = ",[\"content-length-range\",0,1000000]";

  private final Wire wire;
  private final PostForms forms;

  PostFormIT(Wire wire) {
    this.wire = wire;
    this.forms = new PostForms(wire.endpoint(), PostForms.ADMINISTRATOR);
  }

  @Test
  void a_form_writes_an_object_with_metadata_type_and_tags() throws Exception {
    byte[] content = Content.bytes(1, 300_000);
    Map<String, String> fields = fields("forms/${filename}");
    fields.put("Content-Type", "text/x-form");
    fields.put("x-amz-meta-who", "me");
    fields.put(
        "tagging", "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>");
    RawAnswer answer = forms.post(forms.signed(fields, RANGE), content);
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
    RawAnswer created = forms.post(forms.signed(fields, ""), Content.utf8("x"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body()).contains("<Key>forms/status</Key>", "<Bucket>" + BUCKET);
    fields.put("success_action_redirect", "http://app.example/done");
    RawAnswer redirect = forms.post(forms.signed(fields, ""), Content.utf8("x"));
    assertThat(redirect.status()).isEqualTo(303);
    assertThat(redirect.header("location"))
        .startsWith("http://app.example/done?bucket=" + BUCKET + "&key=forms/status&etag=%22");
  }

  @Test
  void what_the_policy_does_not_allow_writes_nothing() throws Exception {
    Map<String, String> fields = fields("forms/refused");
    Map<String, String> changed = forms.signed(fields, "");
    changed.put("key", "forms/elsewhere");
    forms.post(changed, Content.utf8("x")).isError(403, "AccessDenied");
    Map<String, String> forged = forms.signed(fields, "");
    forged.put("x-amz-signature", "0".repeat(64));
    forms.post(forged, Content.utf8("x")).isError(403, "SignatureDoesNotMatch");
    forms
        .post(forms.signed(fields, ",[\"content-length-range\",0,10]"), new byte[11])
        .isError(400, "EntityTooLarge");
    forms
        .post(forms.signed(fields, ",[\"content-length-range\",12,20]"), new byte[11])
        .isError(400, "EntityTooSmall");
    forms.post(fields("forms/anonymous"), Content.utf8("x")).isError(403, "AccessDenied");
    fields.put("x-amz-checksum-crc32", Content.crc32(Content.utf8("y")));
    forms.post(forms.signed(fields, ""), Content.utf8("x")).isError(400, "BadDigest");
    assertThat(wire.exists("forms/refused")).isFalse();
    assertThat(wire.exists("forms/elsewhere")).isFalse();
    assertThat(wire.exists("forms/anonymous")).isFalse();
  }

  private static Map<String, String> fields(String key) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("key", key);
    return fields;
  }
}
