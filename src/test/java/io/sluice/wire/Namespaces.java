package io.sluice.wire;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace for each node, with two links: one to the other nodes, which can be cut, and
 * one to the tests, which stays. Nobody outside can reach them.
 *
 * <p>Source: ip-netns(8), ip-link(8), veth(4). The addresses are those of RFC 2544.
 */
final class Namespaces implements Cluster.Places, AutoCloseable {
  private static final int TESTS_END = 254;

  private final String name = "s" + Long.toString(ProcessHandle.current().pid(), 36);
  private final int third = (int) (ProcessHandle.current().pid() % 120) * 2;

  /** Makes them; the test is skipped where that is not allowed. */
  static Namespaces make() {
    RootTools.need("ip");
    Namespaces made = new Namespaces();
    String complaint = RootTools.complaint("ip", "netns", "add", made.namespace(0));
    Assumptions.assumeTrue(complaint.isEmpty(), "no network namespaces here: " + complaint);
    try {
      complaint = RootTools.complaint("ip", "link", "add", made.bridge('c'), "type", "bridge");
      Assumptions.assumeTrue(complaint.isEmpty(), "no bridges here: " + complaint);
      made.build();
      return made;
    } catch (RuntimeException failure) {
      made.close();
      throw failure;
    }
  }

  private void build() {
    RootTools.run("ip", "link", "set", bridge('c'), "up");
    RootTools.run("ip", "link", "add", bridge('t'), "type", "bridge");
    RootTools.run("ip", "addr", "add", address('t', TESTS_END) + "/24", "dev", bridge('t'));
    RootTools.run("ip", "link", "set", bridge('t'), "up");
    for (int node = 0; node < Cluster.NODES; node++) {
      if (node > 0) {
        RootTools.run("ip", "netns", "add", namespace(node));
      }
      RootTools.run("ip", "-n", namespace(node), "link", "set", "lo", "up");
      link('c', node);
      link('t', node);
    }
  }

  private void link(char kind, int node) {
    String near = near(kind, node);
    String far = "to-" + kind;
    RootTools.run(
        "ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace(node));
    RootTools.run("ip", "link", "set", near, "master", bridge(kind), "up");
    String address = address(kind, node + 1) + "/24";
    RootTools.run("ip", "-n", namespace(node), "addr", "add", address, "dev", far);
    RootTools.run("ip", "-n", namespace(node), "link", "set", far, "up");
  }

  private String namespace(int node) {
    return name + "-" + node;
  }

  private String bridge(char kind) {
    return name + "-" + kind;
  }

  private String near(char kind, int node) {
    return name + "-" + kind + node;
  }

  private String address(char kind, int end) {
    return "198.18." + (third + (kind == 'c' ? 0 : 1)) + "." + end;
  }

  /** No node reaches this one any more, nor it them. */
  void cut(int node) {
    RootTools.run("ip", "link", "set", near('c', node), "down");
  }

  void heal(int node) {
    RootTools.run("ip", "link", "set", near('c', node), "up");
  }

  @Override
  public List<String> wrapper(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public String host(int node) {
    return address('c', node + 1);
  }

  @Override
  public Map<String, String> settings(int node) {
    String reached = address('t', node + 1);
    return Map.of("cluster.host", host(node), "host", reached, "admin-host", reached);
  }

  @Override
  public void close() {
    for (int node = 0; node < Cluster.NODES; node++) {
      // Its ends of the links go with it.
      RootTools.complaint("ip", "netns", "del", namespace(node));
      RootTools.complaint("ip", "link", "del", near('c', node));
      RootTools.complaint("ip", "link", "del", near('t', node));
    }
    RootTools.complaint("ip", "link", "del", bridge('c'));
    RootTools.complaint("ip", "link", "del", bridge('t'));
  }
}
