package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a file system is mounted decides too. */
class JournalOrderTest {
  private static final String ROOT = "21 1 254:0 / / rw,relatime - ext4 /dev/vda rw";

  private static boolean isOrdered(String... lines) {
    return JournalOrder.isOrdered(List.of(lines), "7:2");
  }

  private static String mounted(String options) {
    return "40 21 7:2 / /mnt/v rw,relatime shared:1 - xfs /dev/loop2 " + options;
  }

  @Test
  void usually_it_is_kept() {
    assertThat(isOrdered(ROOT, mounted("rw,attr2,inode64,logbufs=8,noquota"))).isTrue();
    assertThat(isOrdered(ROOT, mounted("rw,data=writeback"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw,rtdev=/dev/sdb,noquota", "rw,journal_async_commit,data=writeback"})
  void some_options_break_it(String options) {
    assertThat(isOrdered(ROOT, mounted(options))).isFalse();
  }

  @Test
  void what_is_not_found_is_not_trusted() {
    assertThat(isOrdered(ROOT)).isFalse();
  }
}
