package io.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker itself: on histories that are known to be good or bad, and against all orders. */
class HistoryTest {
  private final List<Operation> operations = new ArrayList<>();

  private void ok(long from, long to, Act act) {
    operations.add(new Operation("c", act, from, to, Operation.Outcome.OK));
  }

  private void refused(long from, long to, Act act) {
    operations.add(new Operation("c", act, from, to, Operation.Outcome.REFUSED));
  }

  private void unknown(long from, Act act) {
    operations.add(new Operation("c", act, from, from, Operation.Outcome.UNKNOWN));
  }

  private static Act put(String content) {
    return new Act.Put("k", content, new Act.Always());
  }

  private static Act put(String content, Act.When when) {
    return new Act.Put("k", content, when);
  }

  private static Act get(String key, @Nullable String content) {
    return new Act.Get(key, Optional.ofNullable(content));
  }

  private static Act get(@Nullable String content) {
    return get("k", content);
  }

  private static Act delete() {
    return new Act.Delete("k");
  }

  private Optional<String> fault() {
    return fault(operations);
  }

  private static Optional<String> fault(List<Operation> operations) {
    History history = new History();
    operations.forEach(history::note);
    return history.fault();
  }

  @Test
  void what_one_client_did_after_the_other_is_good() {
    ok(1, 2, get(null));
    ok(3, 4, put("a"));
    ok(5, 6, get("a"));
    ok(7, 8, put("b", new Act.IfContent("a")));
    refused(9, 10, put("c", new Act.IfContent("a")));
    ok(11, 12, delete());
    ok(13, 14, put("d", new Act.IfAbsent()));
    ok(15, 16, new Act.Rename("k", "l"));
    ok(17, 18, get(null));
    ok(19, 20, get("l", "d"));
    refused(21, 22, new Act.Rename("k", "l"));
    assertThat(fault()).isEmpty();
  }

  @Test
  void reads_beside_a_write_may_see_either() {
    ok(1, 2, put("a"));
    ok(3, 20, put("b"));
    ok(4, 6, get("a"));
    ok(5, 9, get("b"));
    ok(5, 10, get("a"));
    assertThat(fault()).isEmpty();
  }

  @Test
  void a_write_that_was_seen_is_not_unseen_again() {
    ok(1, 2, put("a"));
    ok(3, 20, put("b"));
    ok(4, 6, get("b"));
    ok(7, 9, get("a"));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_write_that_was_lost_is_found() {
    ok(1, 2, put("a"));
    ok(3, 4, put("b"));
    ok(5, 6, get("a"));
    assertThat(fault().orElseThrow()).contains("Not explained").contains("content=Optional[a]");
  }

  @Test
  void a_first_write_that_was_lost_is_found() {
    ok(1, 2, put("a"));
    ok(3, 4, get(null));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_stale_read_is_found_whoever_reads() {
    ok(1, 2, put("a"));
    ok(3, 6, put("b"));
    ok(4, 10, get("b"));
    ok(11, 12, get("a"));
    assertThat(fault()).isPresent();
  }

  @Test
  void two_winners_of_one_condition_are_found() {
    ok(1, 2, put("a"));
    ok(3, 9, put("b", new Act.IfContent("a")));
    ok(4, 8, put("c", new Act.IfContent("a")));
    assertThat(fault()).isPresent();
  }

  @Test
  void two_who_made_one_key_are_found() {
    ok(1, 9, put("b", new Act.IfAbsent()));
    ok(2, 8, put("c", new Act.IfAbsent()));
    assertThat(fault()).isPresent();
    ok(3, 7, delete());
    assertThat(fault()).as("unless it was deleted in between").isEmpty();
  }

  @Test
  void a_refusal_without_a_reason_is_found() {
    ok(1, 2, put("a"));
    refused(3, 4, put("b", new Act.IfContent("a")));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_write_that_was_applied_twice_is_found() {
    ok(1, 2, put("a"));
    ok(3, 20, put("b"));
    ok(4, 5, get("b"));
    ok(6, 7, put("c"));
    ok(8, 9, get("c"));
    ok(10, 11, get("b"));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_delete_that_was_applied_twice_is_found() {
    ok(1, 2, put("a"));
    ok(3, 20, delete());
    ok(4, 5, get(null));
    ok(6, 7, put("b"));
    ok(8, 9, get(null));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_deleted_object_that_is_back_is_found() {
    ok(1, 2, put("a"));
    ok(3, 4, delete());
    ok(5, 6, get("a"));
    assertThat(fault()).isPresent();
  }

  @Test
  void what_nobody_knows_may_happen_late_or_never_but_once() {
    ok(1, 2, put("a"));
    unknown(3, put("b"));
    ok(10, 11, get("a"));
    assertThat(fault()).as("never").isEmpty();
    ok(12, 13, get("b"));
    assertThat(fault()).as("late").isEmpty();
    ok(14, 15, put("c"));
    ok(16, 17, get("b"));
    assertThat(fault()).as("twice").isPresent();
  }

  @Test
  void what_nobody_knows_does_not_happen_before_it_was_asked() {
    ok(1, 2, put("a"));
    ok(3, 4, get("b"));
    unknown(5, put("b"));
    assertThat(fault()).isPresent();
  }

  @Test
  void what_a_rename_moved_is_at_one_place() {
    ok(1, 2, put("a"));
    ok(3, 10, new Act.Rename("k", "l"));
    ok(4, 5, get("l", "a"));
    ok(6, 7, get("a"));
    assertThat(fault()).isPresent();
  }

  @Test
  void two_who_both_moved_one_object_are_found() {
    ok(1, 2, put("a"));
    ok(3, 9, new Act.Rename("k", "l"));
    ok(4, 8, new Act.Rename("k", "l"));
    assertThat(fault()).isPresent();
    ok(5, 7, put("b"));
    assertThat(fault()).as("unless there were two").isEmpty();
  }

  @Test
  void a_rename_that_nobody_knows_of_explains_both_ends() {
    ok(1, 2, put("a"));
    unknown(3, new Act.Rename("k", "l"));
    ok(4, 5, get("l", "a"));
    ok(6, 7, get(null));
    assertThat(fault()).isEmpty();
    ok(8, 9, get("a"));
    assertThat(fault()).isPresent();
  }

  @Test
  void thousands_of_operations_of_a_store_that_works_are_accepted_soon() {
    for (int seed = 1; seed <= 3; seed++) {
      var made = new MadeHistory(new Random(seed), 2_000, 8).operations();
      assertThat(fault(made)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void hundreds_of_unknown_outcomes_are_looked_through_soon() {
    for (int i = 0; i < 600; i += 4) {
      unknown(i, i % 8 == 0 ? new Act.Delete("k") : put("lost-" + i));
      ok(i + 1, i + 2, put("w" + i));
      ok(i + 2, i + 3, get("w" + i));
    }
    assertThat(fault()).isEmpty();
    ok(601, 602, get("w0"));
    assertThat(fault()).isPresent();
  }

  @Test
  void a_single_wrong_read_among_thousands_is_found() {
    for (int seed = 1; seed <= 3; seed++) {
      var made = new ArrayList<>(new MadeHistory(new Random(seed), 1_000, 6).operations());
      long end = made.stream().mapToLong(Operation::returned).max().orElseThrow();
      Act.Get wrong = new Act.Get("k0", Optional.of("never written"));
      made.add(new Operation("c", wrong, end / 2, end / 2 + 3, Operation.Outcome.OK));
      assertThat(fault(made)).as("seed %d", seed).isPresent();
    }
  }

  @Test
  void it_says_of_small_histories_what_trying_all_orders_says() {
    int bad = 0;
    for (int seed = 1; seed <= 3_000; seed++) {
      Random random = new Random(seed);
      List<Operation> made = MadeHistory.anything(random, 2 + random.nextInt(5));
      boolean good = AllOrders.explain(made);
      assertThat(fault(made).isEmpty()).as("seed %d: %s", seed, made).isEqualTo(good);
      bad += good ? 0 : 1;
    }
    assertThat(bad).as("of both kinds enough").isBetween(500, 2_500);
  }
}
