package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThreadSharesTest {
  private final ThreadShares shares = new ThreadShares(64);

  @Test
  void one_that_is_alone_has_half() {
    assertThat(fill(shares.share())).isEqualTo(32);
  }

  @Test
  void each_that_takes_all_it_can_leaves_some_to_the_next() {
    for (int expected : new int[] {32, 16, 8, 4, 2, 1}) {
      assertThat(fill(shares.share())).isEqualTo(expected);
    }
  }

  @Test
  void what_is_given_back_can_be_taken_by_others() {
    ThreadShares.Share first = shares.share();
    ThreadShares.Share second = shares.share();
    assertThat(fill(first)).isEqualTo(32);
    assertThat(fill(second)).isEqualTo(16);
    for (int i = 0; i < 32; i++) {
      first.giveBack();
    }
    assertThat(fill(second)).isEqualTo(32 - 16);
  }

  @Test
  void whoever_insists_is_counted() {
    ThreadShares.Share share = shares.share();
    for (int i = 0; i < 64; i++) {
      share.insist();
    }
    assertThat(shares.share().take()).isFalse();
    share.giveBack();
    assertThat(shares.share().take()).isTrue();
  }

  private static int fill(ThreadShares.Share share) {
    int taken = 0;
    while (share.take()) {
      taken++;
    }
    return taken;
  }
}
