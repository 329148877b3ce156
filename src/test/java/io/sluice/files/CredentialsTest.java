package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.FileIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may treat a file as its own. */
class CredentialsTest {
  private static final FileStatus FILE =
      new FileStatus(FileType.REGULAR, new FileIdentity(1, 2, 3, 4), 0644, 1000, 100);

  private static Credentials of(String uids, String capabilities) {
    return Credentials.of(
        List.of("Name:\tjava", "Uid:\t" + uids, "Gid:\t7\t7\t7\t7", "CapEff:\t" + capabilities));
  }

  @Test
  void the_owner_may() {
    assertThat(of("0\t0\t0\t1000", "0000000000000000").mayActAsOwner(FILE)).isTrue();
  }

  @Test
  void another_user_may_not() {
    assertThat(of("1000\t1000\t1000\t0", "0000000000000000").mayActAsOwner(FILE)).isFalse();
  }

  @Test
  void the_capability_is_enough_and_no_other_is() {
    assertThat(of("5\t5\t5\t5", "0000000000000008").mayActAsOwner(FILE)).isTrue();
    assertThat(of("5\t5\t5\t5", "ffffffffffffffff").mayActAsOwner(FILE)).isTrue();
    assertThat(of("5\t5\t5\t5", "fffffffffffffff7").mayActAsOwner(FILE)).isFalse();
  }

  @Test
  void who_can_not_be_told_may_not() {
    assertThat(Credentials.of(List.of()).mayActAsOwner(FILE)).isFalse();
  }

  @Test
  void this_process_is_somebody() {
    assertThat(Credentials.ofProcess().uid()).isNotNegative();
  }
}
