package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.NodeRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostVolumesTest {
  private final LostVolumes lost = new LostVolumes();

  private static NodeRecord node(String id, String... volumes) {
    return new NodeRecord(id, "0.1.0", "127.0.0.1:9000", false, List.of(volumes));
  }

  @Test
  void what_a_node_mounted_alone_is_lost_when_it_leaves_until_it_is_back() {
    lost.see(List.of(node("a"), node("b", "alone", "shared"), node("c", "shared")));
    assertThat(lost.has("alone")).isFalse();
    lost.see(List.of(node("a"), node("c", "shared")));
    assertThat(lost.has("alone")).isTrue();
    assertThat(lost.has("shared")).isFalse();
    lost.see(List.of(node("a"), node("b", "alone")));
    assertThat(lost.has("alone")).isFalse();
    assertThat(lost.has("shared")).isTrue();
  }

  @Test
  void what_a_node_drops_while_it_stays_is_not_lost() {
    lost.see(List.of(node("b", "deleted")));
    lost.see(List.of(node("b")));
    lost.see(List.of());
    assertThat(lost.has("deleted")).isFalse();
  }

  @Test
  void a_node_that_is_back_and_has_said_nothing_yet_has_nothing() {
    lost.see(List.of(node("b", "v")));
    lost.see(List.of());
    lost.see(List.of(new NodeRecord("b", "0.1.0", "", false, List.of())));
    assertThat(lost.has("v")).isTrue();
  }
}
