package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.InodeFilter;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InodeSetTest {
  @Test
  void only_those_that_were_met_are_met() {
    Random random = new Random(7);
    for (int size : new int[] {0, 1, 31, 32, 33, 64, 1_000}) {
      var gathered = new InodeSet.Gathered(10_000);
      Set<Long> met = new HashSet<>();
      for (int i = 0; i < size; i++) {
        long inode = random.nextLong();
        gathered.add(inode);
        gathered.add(inode);
        if (random.nextBoolean()) {
          met.add(inode);
        }
      }
      InodeSet set = gathered.set();
      assertThat(gathered.hasAll()).isTrue();
      assertThat(set.size()).isEqualTo(size);
      met.forEach(set::meet);
      set.meet(random.nextLong());
      for (int i = 0; i < set.size(); i++) {
        assertThat(set.isMet(i)).isEqualTo(met.contains(set.get(i)));
      }
    }
  }

  @Test
  void of_too_many_some_are_left_out_and_that_is_told() {
    var gathered = new InodeSet.Gathered(100);
    for (int i = 0; i < 100; i++) {
      gathered.add(i);
    }
    assertThat(gathered.hasAll()).isTrue();
    gathered.add(100);
    assertThat(gathered.hasAll()).isFalse();
    assertThat(gathered.set().size()).isEqualTo(100);
  }

  @Test
  void a_filter_never_denies_what_it_has_and_seldom_has_what_it_was_not_told() {
    InodeFilter filter = new InodeFilter(100_000, 3);
    for (long inode = 1; inode <= 100_000; inode++) {
      filter.add(inode);
    }
    int wrong = 0;
    for (long inode = 1; inode <= 100_000; inode++) {
      assertThat(filter.mayHave(inode)).isTrue();
      wrong += filter.mayHave(-inode) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(2_000);
  }
}
