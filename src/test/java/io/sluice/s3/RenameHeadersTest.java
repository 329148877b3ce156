package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenameHeadersTest {
  private static final String LINE = "PUT /alpha/new?renameObject";

  @ParameterizedTest
  @CsvSource({
    "old, old",
    "/alpha/old, old",
    "/old, old",
    "a%20b%2Bc, a b+c",
    "dir/old, dir/old",
    "/alpha/alpha/old, alpha/old",
    // A bucket is named only behind a slash: else a key called as the bucket would be another one.
    "alpha/old, alpha/old",
  })
  void the_source_is_a_key_or_a_bucket_and_a_key(String header, String key) {
    assertThat(rename(LINE, "x-amz-rename-source: " + header).source()).hasToString(key);
  }

  @ParameterizedTest
  @CsvSource({
    "/beta/old, INVALID_REQUEST",
    "new, INVALID_REQUEST",
    "/alpha/new, INVALID_REQUEST",
    "old/, INVALID_REQUEST",
    "'', INVALID_ARGUMENT",
    "/alpha/, INVALID_KEY",
    "a//b, INVALID_KEY",
    "../a, INVALID_KEY",
    ".sluice/a, INVALID_KEY",
  })
  void a_source_that_can_not_be_renamed_so_is_refused(String header, Reason reason) {
    assertThat(reason(LINE, "x-amz-rename-source: " + header)).isEqualTo(reason);
  }

  @Test
  void conditions_are_of_the_source_and_of_what_is_replaced() {
    S3Request.RenameObject rename =
        rename(
            LINE,
            "x-amz-rename-source: old",
            "x-amz-rename-source-if-match: \"a\"",
            "x-amz-rename-source-if-none-match: \"b\"",
            "x-amz-rename-source-if-modified-since: Tue, 15 Nov 1994 08:12:31 GMT",
            "x-amz-rename-source-if-unmodified-since: Tue, 15 Nov 1994 08:12:32 GMT",
            "If-Match: \"c\"",
            "If-None-Match: *",
            "If-Modified-Since: Tue, 15 Nov 1994 08:12:33 GMT",
            "If-Unmodified-Since: Tue, 15 Nov 1994 08:12:34 GMT",
            "x-amz-client-token: t-1");
    assertThat(rename.ofSource().ifMatch()).containsExactly("a");
    assertThat(rename.ofSource().ifNoneMatch()).containsExactly("b");
    assertThat(rename.ofSource().ifModifiedSince()).hasToString("1994-11-15T08:12:31Z");
    assertThat(rename.ofSource().ifUnmodifiedSince()).hasToString("1994-11-15T08:12:32Z");
    assertThat(rename.conditions().ifMatch()).containsExactly("c");
    assertThat(rename.conditions().ifNoneMatch()).containsExactly("*");
    assertThat(rename.conditions().ifModifiedSince()).hasToString("1994-11-15T08:12:33Z");
    assertThat(rename.conditions().ifUnmodifiedSince()).hasToString("1994-11-15T08:12:34Z");
    assertThat(rename.clientToken()).isEqualTo("t-1");
  }

  @Test
  void a_client_token_is_at_most_64_visible_characters() {
    for (String token : List.of("a".repeat(65), "a b", "ä")) {
      assertThat(reason(LINE, "x-amz-rename-source: old", "x-amz-client-token: " + token))
          .isEqualTo(Reason.INVALID_ARGUMENT);
    }
  }

  @Test
  void a_rename_is_never_taken_for_a_put_nor_the_reverse() {
    assertThat(reason("PUT /alpha/new", "x-amz-rename-source: old"))
        .isEqualTo(Reason.NOT_IMPLEMENTED);
    assertThat(reason(LINE)).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(reason(LINE, "x-amz-rename-source: old", "x-amz-copy-source: /alpha/old"))
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  private static S3Request.RenameObject rename(String line, String... headers) {
    return Heads.route(S3Request.RenameObject.class, line, headers);
  }
}
