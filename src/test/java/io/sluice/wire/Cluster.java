package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.s3.S3Client;

/** Three servers on loopback that form a cluster over the same volumes. */
final class Cluster implements AutoCloseable {
  static final int NODES = 3;
  static final String NAME = "three";
  static final String SECRET = "what-the-three-share";
  static final String ALONE = "only-first";

  /** Three that start often on one machine: what they would gain later costs too much now. */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path home;
  private final Places places;
  private final List<Integer> ports = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<S3Client> clients = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** Where the nodes run, and what is special about each. */
  interface Places {
    /** The program that starts a node's, if any. */
    default List<String> wrapper(int node) {
      return List.of();
    }

    /** A node's program, when it is not the build's. */
    default Optional<Path> jar(int node) {
      return Optional.empty();
    }

    /** Where a node listens for the others. */
    default String host(int node) {
      return "127.0.0.1";
    }

    /** Where a volume's tree is that is mounted in another way. */
    default Optional<Path> tree(String volume) {
      return Optional.empty();
    }

    /** A node's settings beside those that all have. */
    default Map<String, String> settings(int node) {
      return Map.of();
    }
  }

  Cluster(Path home, List<String> volumes) throws IOException {
    this(home, volumes, new Places() {});
  }

  /**
   * Starts the nodes side by side, and waits until all are ready.
   *
   * @param volumes names of the volumes that all of them mount
   */
  Cluster(Path home, List<String> volumes, Places places) throws IOException {
    this.home = home;
    this.places = places;
    for (String volume : volumes) {
      Files.createDirectories(root(volume));
    }
    Files.createDirectories(lone());
    IntStream.range(0, NODES).forEach(node -> ports.add(freePort()));
    List<CompletableFuture<ServerProcess>> starting =
        IntStream.range(0, NODES)
            .mapToObj(node -> CompletableFuture.supplyAsync(() -> startOwn(node)))
            .toList();
    for (CompletableFuture<ServerProcess> start : starting) {
      ServerProcess server = start.join();
      servers.add(server);
      clients.add(Wire.client(server.endpoint()));
    }
  }

  private ServerProcess startOwn(int node) {
    var launch = new ServerProcess.Launch(places.wrapper(node), SHORT_LIVED, places.jar(node));
    return ServerProcess.start(data(node), launch, arguments(own(node)));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first node mounts a volume that the others don't. */
  private Map<String, String> own(int node) {
    String port = String.valueOf(ports.get(node));
    Map<String, String> own = new TreeMap<>(places.settings(node));
    own.put("cluster.port", port);
    if (node == 0) {
      own.put("volumes." + ALONE + ".path", lone().toString());
    }
    return own;
  }

  /** The tree of the volume {@link #ALONE}. */
  Path lone() {
    return home.resolve(ALONE);
  }

  /** Starts one more process with the cluster's settings but for those given. */
  ServerProcess start(String name, Map<String, String> other) {
    Path data = home.resolve("data/" + name);
    var launch = new ServerProcess.Launch(List.of(), SHORT_LIVED);
    return ServerProcess.start(data, launch, arguments(other));
  }

  /** The same with another program. */
  ServerProcess start(String name, Path jar, Map<String, String> other) {
    var launch = new ServerProcess.Launch(List.of(), SHORT_LIVED, Optional.of(jar));
    return ServerProcess.start(home.resolve("data/" + name), launch, arguments(other));
  }

  private List<String> arguments(Map<String, String> other) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cluster.name", NAME);
    settings.put("cluster.secret", SECRET);
    settings.put(
        "cluster.members",
        IntStream.range(0, NODES)
            .mapToObj(node -> places.host(node) + ":" + ports.get(node))
            .collect(Collectors.joining(",")));
    settings.put("cluster.bus-port", "0");
    settings.putAll(other);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--volumes-root", home.resolve("volumes").toString()));
    settings.forEach((field, value) -> arguments.addAll(List.of("--set", field + "=" + value)));
    return arguments;
  }

  Map<String, String> stranger() {
    return Map.of("cluster.port", String.valueOf(freePort()), "cluster.join-wait", "4s");
  }

  /** A volume's tree as it is, however nodes reach it. */
  Path root(String volume) {
    return places.tree(volume).orElse(home.resolve("volumes").resolve(volume));
  }

  Path data(int node) {
    return home.resolve("data/node-" + node);
  }

  /** A node's id. */
  String id(int node) {
    try {
      return Files.readString(data(node).resolve("node-id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerProcess server(int node) {
    return servers.get(node);
  }

  /** A client with the SDK's default settings that asks one node. */
  S3Client s3(int node) {
    return clients.get(node);
  }

  /** The page {@code /-/cluster} of a node. */
  JsonObject status(int node) {
    return new JsonObject(page(node, "/-/cluster").body());
  }

  HttpResponse<String> page(int node, String path) {
    // The last start's.
    String line =
        servers
            .get(node)
            .log()
            .lines()
            .filter(said -> said.strip().startsWith("management "))
            .reduce((before, after) -> after)
            .orElseThrow();
    URI base = URI.create(line.strip().replaceFirst("management\\s+", ""));
    try {
      return http.send(
          HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The owners by volume, as a node sees them. */
  Map<String, String> owners(int node) {
    Map<String, String> owners = new TreeMap<>();
    JsonArray volumes = status(node).getJsonArray("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      JsonObject volume = volumes.getJsonObject(i);
      owners.put(volume.getString("volume"), volume.getString("owner"));
    }
    return owners;
  }

  /** The number of the node that owns a volume. */
  int owner(String volume, int asked) {
    String id = owners(asked).get(volume);
    for (int node = 0; node < NODES; node++) {
      if (servers.get(node).isAlive() && id(node).equals(id)) {
        return node;
      }
    }
    throw new AssertionError("nobody owns " + volume);
  }

  /** Waits until all living nodes name the same owner, a living one, for each of these volumes. */
  void awaitOwners(List<String> volumes) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .ignoreExceptions()
        .untilAsserted(() -> {
          List<String> living = new ArrayList<>();
          List<Map<String, String>> seen = new ArrayList<>();
          for (int node = 0; node < NODES; node++) {
            if (servers.get(node).isAlive()) {
              living.add(status(node).getString("node"));
              seen.add(owners(node));
            }
          }
          assertThat(seen.getFirst().keySet()).containsAll(volumes);
          assertThat(seen).allMatch(seen.getFirst()::equals);
          assertThat(living).containsAll(seen.getFirst().values());
        });
  }

  /** Keeps what the nodes said, for those who wonder. */
  void keepLogs(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int node = 0; node < servers.size(); node++) {
      Files.writeString(folder.resolve("node-" + node + ".log"), servers.get(node).log());
    }
  }

  @Override
  public void close() {
    http.close();
    clients.forEach(S3Client::close);
    servers.stream()
        .map(server -> CompletableFuture.runAsync(server::close))
        .toList()
        .forEach(CompletableFuture::join);
  }
}
