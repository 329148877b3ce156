package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Each node's own way to one tree: a FUSE mount by a process of its own, which can be stopped, so
 * that the volume hangs on that node, or stopped again and again, so that it is slow there.
 */
final class Mounts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path home;
  private final Map<Integer, Process> serving = new TreeMap<>();

  private Mounts(Path home) {
    this.home = home;
  }

  /** Mounts a tree once for each node; the test is skipped where that is not allowed. */
  static Mounts of(Path tree, Path home) {
    RootTools.need("bindfs");
    Mounts mounts = new Mounts(home);
    try {
      Files.createDirectories(tree);
      for (int node = 0; node < Cluster.NODES; node++) {
        mounts.mount(tree, node);
      }
      return mounts;
    } catch (IOException e) {
      mounts.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      mounts.close();
      throw e;
    }
  }

  private void mount(Path tree, int node) throws IOException {
    Path point = Files.createDirectories(point(node));
    // In the foreground, so that it is ours to stop.
    List<String> command =
        List.of(
            "bindfs",
            "-f",
            "-o",
            "attr_timeout=0,entry_timeout=0,negative_timeout=0",
            tree.toString(),
            point.toString());
    serving.put(node, quietly(command));
    Awaitility.await("a FUSE mount").atMost(PATIENCE).until(() -> isMounted(point));
  }

  private static Process quietly(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isMounted(Path point) throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + point + " ");
  }

  /** Where a node sees the tree. */
  Path point(int node) {
    return home.resolve("mount-" + node);
  }

  /** The process behind a node's mount. */
  long pid(int node) {
    return Objects.requireNonNull(serving.get(node)).pid();
  }

  /**
   * Makes a node's mount slow until this is closed: it answers for a twentieth of a second, and
   * stands still for so long, by turns.
   */
  AutoCloseable slow(int node, Duration still) {
    String seconds = String.format(Locale.ROOT, "%.3f", still.toMillis() / 1e3);
    String loop =
        "while kill -STOP %1$d; do sleep %2$s; kill -CONT %1$d; sleep 0.05; done"
            .formatted(pid(node), seconds);
    try {
      Process slowing = quietly(List.of("sh", "-c", loop));
      return () -> {
        slowing.destroyForcibly().waitFor();
        Signals.send("CONT", pid(node));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets all go on: a process that waits for a mount can't end. */
  void resume() {
    serving.values().forEach(process -> Signals.send("CONT", process.pid()));
  }

  /** The nodes must have ended before. */
  @Override
  public void close() {
    resume();
    List<Integer> nodes = new ArrayList<>(serving.keySet());
    nodes.forEach(node -> RootTools.complaint("umount", "-l", point(node).toString()));
    serving.values().forEach(Process::destroy);
  }
}
