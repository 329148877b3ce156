package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Many small histories of three nodes and one volume, each from its seed. To replay one: {@code mvn
 * test -Dtest=OwnershipSimulationTest -Dsluice.seed=SEED}.
 */
class OwnershipSimulationTest {
  private static final long SECOND = 1_000 * SimulatedCluster.MILLI;
  private static final int SEEDS = Integer.getInteger("sluice.seeds", 3_000);

  @Test
  void no_write_that_was_acknowledged_is_undone_and_somebody_serves_in_the_end() {
    Long only = Long.getLong("sluice.seed");
    if (only != null) {
      live(only);
      return;
    }
    for (long seed = 1; seed <= SEEDS; seed++) {
      live(seed);
    }
  }

  private static void live(long seed) {
    SimulatedCluster cluster = new SimulatedCluster(seed, 3);
    for (int round = 0; round < 12; round++) {
      cluster.run(1 + cluster.random.nextLong(4 * SECOND));
      strike(cluster);
    }
    heal(cluster);
    cluster.run(40 * SECOND);
    // Every write adds one to what it found: one that undid another would count the same twice.
    assertThat(cluster.disk.value)
        .as("replay with -Dsluice.seed=%d%n%s", seed, String.join("\n", cluster.story))
        .isEqualTo(cluster.acknowledged);
    assertThat(cluster.twoServe)
        .as("two at once; replay with -Dsluice.seed=%d%n%s", seed, cluster.story)
        .isNull();
    int before = cluster.acknowledged;
    cluster.run(60 * SECOND);
    assertThat(cluster.acknowledged)
        .as("somebody serves; replay with -Dsluice.seed=%d%n%s", seed, cluster.story)
        .isGreaterThan(before);
  }

  private static void strike(SimulatedCluster cluster) {
    SimulatedCluster.Node node = cluster.nodes.get(cluster.random.nextInt(3));
    switch (cluster.random.nextInt(7)) {
      case 0 -> node.crash();
      case 1 -> node.restart();
      case 2 -> cluster.partition(1 + cluster.random.nextInt(2));
      case 3 -> cluster.partition(0);
      case 4 -> cluster.disk.lease = null; // A pod removes the file.
      case 5 -> cluster.disk.folders.clear(); // A pod removes staging.
      default -> cluster.note("nothing happens");
    }
  }

  private static void heal(SimulatedCluster cluster) {
    cluster.partition(0);
    cluster.calmDown();
    cluster.nodes.forEach(SimulatedCluster.Node::restart);
  }

  @Test
  void an_owner_whose_folder_a_pod_removed_claims_anew_but_not_all_the_time() {
    SimulatedCluster cluster = new SimulatedCluster(1, 3);
    cluster.calmDown();
    cluster.run(10 * SECOND);
    cluster.disk.folders.clear();
    int before = cluster.acknowledged;
    cluster.run(4 * SECOND);
    assertThat(cluster.acknowledged).isGreaterThan(before);
    long gained = gains(cluster);
    for (int i = 0; i < 600; i++) {
      cluster.disk.folders.clear();
      cluster.run(SECOND / 10);
    }
    assertThat(gains(cluster) - gained).as("in a minute").isBetween(4L, 7L);
  }

  private static long gains(SimulatedCluster cluster) {
    return cluster.story.stream().filter(line -> line.contains(" gains ")).count();
  }
}
