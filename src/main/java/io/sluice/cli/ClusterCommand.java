package io.sluice.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice cluster status}: the cluster as one of its nodes sees it. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Shows members, owners, epochs and moves of the cluster of a running node.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class ClusterCommand implements Callable<Integer> {
  private static final int MOVES_SHOWN = 20;

  /** What can be asked for. */
  enum What {
    status
  }

  private final Terminal terminal;

  @Mixin private final AdminFlags node;

  @Parameters(paramLabel = "status", description = "What to show: ${COMPLETION-CANDIDATES}.")
  private What what;

  ClusterCommand(Map<String, String> environment, Terminal terminal) {
    this.terminal = terminal;
    this.node = new AdminFlags(environment, terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    return switch (what) {
      case status -> node.show("/-/cluster", this::print);
    };
  }

  private void print(JsonObject cluster) {
    PrintWriter out = terminal.out();
    JsonArray members = cluster.getJsonArray("members");
    out.printf(
        "cluster %s: %d of %d nodes, %s%n",
        cluster.getString("name"),
        members.size(),
        cluster.getInteger("size"),
        cluster.getBoolean("majority") ? "majority" : "no majority: writes are refused");
    objects(members).forEach(member -> out.println(member(member, cluster.getString("node"))));
    objects(cluster.getJsonArray("volumes"))
        .forEach(volume ->
            out.printf(
                "volume  %s  owner %s  epoch %d%n",
                volume.getString("volume"), volume.getString("owner"), volume.getLong("epoch")));
    objects(cluster.getJsonArray("moves"))
        .limit(MOVES_SHOWN)
        .forEach(move ->
            out.printf(
                "move    %s  %s  %s  %s  epoch %d%n",
                move.getString("at"),
                move.getString("kind"),
                move.getString("volume"),
                move.getString("node"),
                move.getLong("epoch")));
  }

  private static String member(JsonObject member, String self) {
    String id = member.getString("node");
    return "member  %s  version %s  s3 %s  mounts %s%s%s"
        .formatted(
            id,
            member.getString("version"),
            member.getString("s3"),
            member.getJsonArray("mounted").stream()
                .map(String::valueOf)
                .collect(Collectors.joining(",")),
            member.getBoolean("draining") ? "  draining" : "",
            id.equals(self) ? "  (this node)" : "");
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }
}
