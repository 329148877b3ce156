package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that a volume can't hold, sent as they are, by a client that tidies nothing up. */
@ExtendWith(SharedWire.class)
final class KeyRulesIT {
  private static final String SEGMENT_256 = "s".repeat(256);
  private static final String KEY_1025 = "abcdefghi/".repeat(102) + "12345";

  /** What stands in the request line, and a word of the message that names the rule. */
  private static final Map<String, String> RULES =
      Map.ofEntries(
          Map.entry("keys/./a", "'.'"),
          Map.entry("keys/../a", "'..'"),
          Map.entry("..", "'..'"),
          Map.entry("../../etc/passwd", "'..'"),
          Map.entry("keys/%2e%2e/a", "'..'"),
          Map.entry("keys/a/..", "'..'"),
          Map.entry("keys//a", "empty segment"),
          Map.entry("/keys/a", "empty segment"),
          Map.entry("keys%2F%2Fa", "empty segment"),
          Map.entry("keys/a%00b", "nul"),
          Map.entry("keys/" + SEGMENT_256, "255"),
          Map.entry(KEY_1025, "1024"),
          Map.entry(".sluice", "keeps for itself"),
          Map.entry(".sluice/x", "keeps for itself"),
          Map.entry(".s3compat_uploads/x", "keeps for itself"));

  private final Wire wire;

  KeyRulesIT(Wire wire) {
    this.wire = wire;
  }

  @TestFactory
  Stream<DynamicTest> a_put_that_breaks_a_rule_is_told_which() {
    return RULES.entrySet().stream()
        .map(rule ->
            DynamicTest.dynamicTest(
                rule.getKey(), () -> assertRefused(rule.getKey(), rule.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> no_other_method_finds_or_harms_anything_there() {
    return RULES.keySet().stream()
        .flatMap(key -> Stream.of("GET", "HEAD", "DELETE").map(method -> Map.entry(method, key)))
        .map(call ->
            DynamicTest.dynamicTest(
                call.getKey() + " " + call.getValue(),
                () ->
                    assertThat(request(call.getKey(), call.getValue()).exchange().status())
                        .isIn(400, 404)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "...", "..foo", "foo..", ".hidden", "-", "~", "a."})
  void names_that_only_look_odd_are_fine(String name) throws IOException {
    byte[] content = Content.utf8(name);
    String key = "keys/odd/" + name;
    assertThat(request("PUT", key).describing(content).exchange(content).status()).isEqualTo(200);
    assertThat(Files.readAllBytes(wire.root().resolve("keys/odd").resolve(name)))
        .isEqualTo(content);
    assertThat(wire.keys(key)).contains(key);
  }

  @Test
  void the_longest_key_and_the_longest_name_are_fine() {
    String key = "k".repeat(255) + "/" + "abcdefghi/".repeat(76) + "12345678";
    assertThat(key).hasSize(1024);
    wire.put(key, Content.utf8("x"));
    assertThat(wire.get(key)).isEqualTo(Content.utf8("x"));
    wire.s3().deleteObject(r -> r.bucket(BUCKET).key(key));
    assertThat(wire.exists(key)).isFalse();
  }

  @Test
  void a_name_is_a_file_or_a_directory_and_never_both() {
    wire.put("keys/file", Content.utf8("x"));
    Wire.refused(409, null, () -> wire.put("keys/file/child", Content.utf8("y")));
    wire.put("keys/dir/child", Content.utf8("x"));
    Wire.refused(409, null, () -> wire.put("keys/dir", Content.utf8("y")));
    assertThat(wire.exists("keys/dir")).isFalse();
    assertThat(wire.get("keys/file")).isEqualTo(Content.utf8("x"));
    assertThat(wire.get("keys/dir/child")).isEqualTo(Content.utf8("x"));
  }

  @Test
  void a_copy_and_an_upload_keep_to_the_same_rules() {
    wire.put("keys/plain", Content.utf8("x"));
    Wire.refused(
        400,
        null,
        () ->
            wire.s3()
                .copyObject(r ->
                    r.sourceBucket(BUCKET)
                        .sourceKey("keys/plain")
                        .destinationBucket(BUCKET)
                        .destinationKey(".sluice/copy")));
    Wire.refused(
        409,
        null,
        () ->
            wire.s3()
                .copyObject(r ->
                    r.sourceBucket(BUCKET)
                        .sourceKey("keys/plain")
                        .destinationBucket(BUCKET)
                        .destinationKey("keys/plain/below")));
    Wire.refused(
        400,
        null,
        () -> wire.s3().createMultipartUpload(r -> r.bucket(BUCKET).key("keys/" + SEGMENT_256)));
    Wire.refused(
        400, null, () -> wire.s3().createMultipartUpload(r -> r.bucket(BUCKET).key(".sluice/u")));
  }

  @Test
  void a_folder_object_is_a_directory() {
    wire.put("keys/folder/", new byte[0]);
    assertThat(wire.root().resolve("keys/folder")).isDirectory();
    assertThat(wire.exists("keys/folder/")).isTrue();
    assertThat(wire.exists("keys/folder")).isFalse();
    assertThat(wire.keys("keys/folder")).containsExactly("keys/folder/");
    Wire.refused(400, null, () -> wire.put("keys/full-folder/", new byte[1025]));
    wire.s3().deleteObject(r -> r.bucket(BUCKET).key("keys/folder/"));
    assertThat(wire.root().resolve("keys/folder")).doesNotExist();
  }

  private void assertRefused(String key, String rule) throws IOException {
    RawAnswer answer =
        request("PUT", key).describing(Content.utf8("x")).exchange(Content.utf8("x")).isError(400);
    assertThat(
            answer.message().replace("&apos;", "'").replace("&#39;", "'").toLowerCase(Locale.ROOT))
        .contains(rule);
    assertThat(wire.root().resolve("keys/a")).doesNotExist();
    assertThat(wire.home().resolve("volumes/a")).doesNotExist();
  }

  private RawRequest request(String method, String rawKey) {
    return new RawRequest(wire.endpoint(), method, "/" + BUCKET + "/" + rawKey);
  }
}
