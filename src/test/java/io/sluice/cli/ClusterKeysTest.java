package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterKeysTest {
  @Test
  void nodes_with_one_secret_have_the_same_keys_and_others_do_not() {
    ClusterKeys keys = new ClusterKeys("a secret of the cluster");
    ClusterKeys same = new ClusterKeys("a secret of the cluster");
    ClusterKeys other = new ClusterKeys("a secret of the clusters");
    assertThat(keys.bus()).isEqualTo(same.bus()).isNotEqualTo(other.bus()).hasSize(32);
    assertThat(keys.pageTokens()).isEqualTo(same.pageTokens()).isNotEqualTo(keys.bus());
    assertThat(keys.forwardingMark()).isEqualTo(same.forwardingMark()).hasSize(64);
  }
}
