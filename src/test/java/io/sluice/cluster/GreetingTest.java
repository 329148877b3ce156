package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
  private static final Greeting.Shared SHARED =
      new Greeting.Shared("here", new Secret("of the cluster"));

  private static Greeting greeting(String id, String version, Greeting.Shared shared) {
    return Greeting.of(new NodeIdentity(id, version), "nonce-" + id, shared);
  }

  @Test
  void nodes_of_one_cluster_and_version_fit() {
    Greeting one = greeting("one", "1.2.3", SHARED);
    Greeting two = Greeting.from(greeting("two", "1.2.9-SNAPSHOT", SHARED).attributes());
    assertThat(one.fault(two, SHARED)).isNull();
  }

  @Test
  void another_secret_does_not_fit() {
    Greeting.Shared others = new Greeting.Shared("here", new Secret("of another one"));
    Greeting one = greeting("one", "1.2.3", SHARED);
    assertThat(one.fault(greeting("two", "1.2.3", others), SHARED)).contains("cluster.secret");
    assertThat(one.attributes().toString()).doesNotContain(SHARED.secret().value());
  }

  @Test
  void a_proof_holds_for_one_node_only() {
    Greeting one = greeting("one", "1.2.3", SHARED);
    Greeting copied = new Greeting("two", one.version(), one.nonce(), one.proof());
    assertThat(one.isProven(SHARED)).isTrue();
    assertThat(copied.isProven(SHARED)).isFalse();
    assertThat(Greeting.from(Map.of()).isProven(SHARED)).isFalse();
  }

  @Test
  void the_same_node_twice_does_not_fit() {
    Greeting one = greeting("one", "1.2.3", SHARED);
    assertThat(one.fault(greeting("one", "1.2.3", SHARED), SHARED)).contains("node id one");
  }

  @Test
  void the_bus_knows_each_start_of_a_node_as_another() {
    NodeIdentity node = new NodeIdentity("one", "1.2.3");
    String first = HazelcastTerms.busId(Greeting.of(node, "a", SHARED));
    assertThat(HazelcastTerms.busId(Greeting.of(node, "b", SHARED))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.3, true",
    "1.2.3, 1.2.30-SNAPSHOT, true",
    "1.2.3, 1.3.0, true",
    "1.3.0, 1.2.9, true",
    "1.2.3, 1.4.0, false",
    "1.2.3, 2.2.3, false",
    "development, development, true",
    "development, 1.2.3, false",
    "1.2.3, '', false",
    "1.2.3, 1.99999999999.0, false",
  })
  void versions_may_be_one_minor_apart(String version, String other, boolean fits) {
    assertThat(Greeting.isCompatible(version, other)).isEqualTo(fits);
    Greeting one = greeting("one", version, SHARED);
    String fault = one.fault(greeting("two", other, SHARED), SHARED);
    assertThat(fault == null).isEqualTo(fits);
  }
}
