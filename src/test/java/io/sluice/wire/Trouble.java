package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/**
 * What can be done to a node from outside, as far as this machine lets us: its wall clock set, its
 * way to one volume slowed down, its network cut.
 */
final class Trouble implements Cluster.Places, AutoCloseable {
  /** The volume to which each node has a way of its own. */
  static final String MOUNTED = "vol-c";

  private final Path tree;
  final Optional<Clocks> clocks;
  final Optional<Mounts> mounts;
  final Optional<Namespaces> networks;

  /**
   * @param cuts whether each node gets a network of its own, which can be cut
   */
  Trouble(Path home, boolean cuts) {
    try {
      Path own = Files.createDirectories(home.resolve("trouble"));
      tree = own.resolve("tree");
      clocks = ifPossible(() -> Clocks.make(own));
      networks = cuts ? ifPossible(Namespaces::make) : Optional.empty();
      mounts = ifPossible(() -> Mounts.of(tree, own));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Optional<T> ifPossible(Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (TestAbortedException why) {
      System.out.println("chaos: " + why.getMessage());
      return Optional.empty();
    }
  }

  /** The volumes that all nodes mount. */
  List<String> volumes(List<String> others) {
    List<String> volumes = new ArrayList<>(others);
    mounts.ifPresent(_ -> volumes.add(MOUNTED));
    return List.copyOf(volumes);
  }

  @Override
  public List<String> wrapper(int node) {
    List<String> wrapper = new ArrayList<>();
    networks.ifPresent(made -> wrapper.addAll(made.wrapper(node)));
    clocks.ifPresent(made -> wrapper.addAll(made.wrapper(node)));
    return List.copyOf(wrapper);
  }

  @Override
  public String host(int node) {
    return networks.map(made -> made.host(node)).orElse("127.0.0.1");
  }

  @Override
  public Optional<Path> tree(String volume) {
    return mounts.isPresent() && volume.equals(MOUNTED) ? Optional.of(tree) : Optional.empty();
  }

  @Override
  public Map<String, String> settings(int node) {
    Map<String, String> settings =
        new TreeMap<>(networks.map(made -> made.settings(node)).orElse(Map.of()));
    mounts.ifPresent(
        made -> settings.put("volumes." + MOUNTED + ".path", made.point(node).toString()));
    return settings;
  }

  /** The nodes must have ended before. */
  @Override
  public void close() {
    mounts.ifPresent(Mounts::close);
    networks.ifPresent(Namespaces::close);
  }

  /** Sets a node's clock; zero: right again. */
  void clock(int node, Duration off) {
    clocks.orElseThrow().set(node, off);
  }
}
