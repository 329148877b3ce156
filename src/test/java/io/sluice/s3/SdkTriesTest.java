package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SdkTriesTest {
  @Test
  void tries_after_the_first_are_known_by_what_sdks_send() {
    assertThat(SdkTries.isRetry(null)).isFalse();
    assertThat(SdkTries.isRetry("attempt=1")).isFalse();
    assertThat(SdkTries.isRetry("attempt=1; max=3")).isFalse();
    assertThat(SdkTries.isRetry("ttl=20261123T000000Z; attempt=2; max=3")).isTrue();
    assertThat(SdkTries.isRetry("attempt=2; max=3")).isTrue();
    assertThat(SdkTries.isRetry("attempt=10; max=12")).isTrue();
    assertThat(SdkTries.isRetry("nonsense")).isFalse();
  }
}
