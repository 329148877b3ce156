package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private static final NodeRecord NODE =
      new NodeRecord("one", "1.2.3", "10.0.0.1:9000", true, List.of("b", "a"));

  @Test
  void it_comes_over_the_wire_as_it_went() {
    Announcement said = new Announcement(NODE, Map.of("a", 7L, "b", 1L << 40));
    assertThat(Announcement.decode(said.encode())).isEqualTo(said);
  }

  @Test
  void what_a_newer_version_adds_is_ignored_and_nonsense_is_no_announcement() {
    String text = new Announcement(NODE, Map.of()).encode();
    assertThat(Announcement.decode("{\"new\":[1]," + text.substring(1)))
        .isEqualTo(new Announcement(NODE, Map.of()));
    assertThat(Announcement.decode("no json")).isNull();
    assertThat(Announcement.decode("{\"volumes\":7}")).isNull();
  }

  @Test
  void a_claim_goes_through_only_while_the_last_one_is_the_expected_one() {
    Map<String, String> map = new HashMap<>(Map.of("a", "1 one"));
    Map.Entry<String, String> entry = map.entrySet().iterator().next();
    assertThat(new ClaimUpdate("2 two", "3 me").process(entry)).isFalse();
    assertThat(new ClaimUpdate(null, "3 me").process(entry)).isFalse();
    assertThat(new ClaimUpdate("1 one", "2 me").process(entry)).isTrue();
    assertThat(map).containsEntry("a", "2 me");
  }

  @Test
  void moves_of_others_are_seen_by_what_they_serve() {
    Moves moves = new Moves(InstantSource.fixed(Instant.EPOCH));
    Owner two = new Owner("two", 3);
    moves.seen(Map.of("a", new Owner("one", 1), "b", two), Set.of("one", "two"), "one");
    moves.seen(Map.of("a", new Owner("two", 2)), Set.of("one", "two"), "one");
    moves.seen(Map.of(), Set.of("one"), "one");
    assertThat(moves.latest())
        .extracting(move -> move.volume() + " " + move.kind() + " " + move.epoch())
        .containsExactly("a GONE 2", "b RELEASED 3", "a GAINED 2", "b GAINED 3");
  }
}
