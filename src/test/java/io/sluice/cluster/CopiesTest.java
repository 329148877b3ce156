package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Secret;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CopiesTest {
  private static final Greeting.Shared SHARED =
      new Greeting.Shared("sluice", new Secret("a-cluster-secret"));

  private final Copies copies = new Copies();
  private final Copies.Joined elder = joined("one", 1);
  private final Copies.Joined other = joined("two", 2);
  private final Copies.Joined younger = joined("one", 3);

  @Test
  void of_two_members_with_one_id_the_elder_is_the_node() {
    assertThat(copies.without(List.of(elder, other, younger))).containsExactly(elder, other);
  }

  @Test
  void a_copy_that_leaves_is_not_the_node() {
    copies.without(List.of(elder, other, younger));
    assertThat(copies.gone(younger.member())).isTrue();
    assertThat(copies.gone(elder.member())).isFalse();
    assertThat(copies.gone(other.member())).isFalse();
  }

  @Test
  void a_node_that_came_back_before_its_last_start_was_missed_is_the_node() {
    copies.without(List.of(elder, other, younger));
    assertThat(copies.gone(elder.member())).isFalse();
    assertThat(copies.without(List.of(other, younger))).containsExactly(other, younger);
    assertThat(copies.gone(younger.member())).isFalse();
  }

  private static Copies.Joined joined(String id, long member) {
    Greeting greeting = Greeting.of(new NodeIdentity(id, "1.0.0"), "nonce-" + member, SHARED);
    return new Copies.Joined(new UUID(0, member), greeting);
  }
}
