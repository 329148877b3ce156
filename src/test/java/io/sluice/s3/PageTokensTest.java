package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.ListPosition;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTokensTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final PageTokens TOKENS = new PageTokens(SECRET);
  private static final ListPosition POSITION = new ListPosition(ObjectKey.of("dir/🌊 ü"), true);

  private static void assertRefused(String bucket, String token) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> TOKENS.decode(bucket, token));
    assertThat(refused).as(token).isNotNull();
    assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(refused.refusal().message())
        .isEqualTo("The continuation token provided is incorrect");
  }

  @ParameterizedTest
  @CsvSource({"'', false", "a, false", "a, true", "dir/, true", "dir/🌊 ü, false"})
  void a_token_comes_back_on_any_node(String key, boolean isPrefix) {
    ListPosition position = new ListPosition(ObjectKey.of(key), isPrefix);
    String token = TOKENS.encode("bucket", position);
    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(new PageTokens(SECRET).decode("bucket", token)).isEqualTo(position);
  }

  @Test
  void the_longest_key_fits() {
    ListPosition position = new ListPosition(ObjectKey.of("a".repeat(1024)), false);
    assertThat(TOKENS.decode("bucket", TOKENS.encode("bucket", position))).isEqualTo(position);
  }

  @Test
  void no_byte_can_be_changed() {
    byte[] token = Base64.getUrlDecoder().decode(TOKENS.encode("bucket", POSITION));
    for (int i = 0; i < token.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] altered = token.clone();
        altered[i] ^= (byte) (1 << bit);
        assertRefused("bucket", Base64.getUrlEncoder().withoutPadding().encodeToString(altered));
      }
    }
  }

  @Test
  void no_character_can_be_changed_added_or_left_out() {
    String token = TOKENS.encode("bucket", POSITION);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : (char) (token.charAt(i) ^ 1);
      assertRefused("bucket", token.substring(0, i) + other + token.substring(i + 1));
      assertRefused("bucket", token.substring(0, i));
      assertRefused("bucket", token.substring(0, i) + token.substring(i + 1));
    }
    assertRefused("bucket", token + "A");
    assertRefused("bucket", token + "=");
  }

  @Test
  void a_token_belongs_to_its_bucket_and_secret() {
    String token = TOKENS.encode("bucket", POSITION);
    assertRefused("bucke", token);
    assertRefused("bucket2", token);
    byte[] other = SECRET.clone();
    other[0] ^= 1;
    assertRefused("bucket", new PageTokens(other).encode("bucket", POSITION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "AA", "not a token", "../..", "AQAA", "ä", "%00"})
  void nonsense_is_refused(String token) {
    assertRefused("bucket", token);
  }

  @Test
  void a_huge_token_is_refused() {
    assertRefused("bucket", "A".repeat(10_000_000));
  }

  @Test
  void a_short_secret_is_refused() {
    assertThatThrownBy(() -> new PageTokens(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    // marker, prefix, delimiter, after, isPrefix
    "'',     '',  '',  '',    false",
    "a,      '',  '',  a,     false",
    "a/,     '',  '',  a/,    false",
    "a,      '',  /,   a,     false",
    "a/,     '',  /,   a/,    true",
    "a/b,    '',  /,   a/,    true",
    "a/b/c,  '',  /,   a/,    true",
    "a/b/c,  a/,  /,   a/b/,  true",
    "a/b,    a/,  /,   a/b,   false",
    "a/,     a/,  /,   a/,    false",
    "b/c,    a/,  /,   b/c,   false",
    "0/c,    a/,  /,   0/c,   false",
    "axxb,   '',  xx,  axx,   true",
    "a-b,    a,   -,   a-,    true",
  })
  void a_marker_in_a_common_prefix_has_all_of_it_behind(
      String marker, String prefix, String delimiter, String after, boolean isPrefix) {
    assertThat(Markers.positionAfter(marker, prefix, delimiter))
        .isEqualTo(new ListPosition(ObjectKey.of(after), isPrefix));
  }
}
