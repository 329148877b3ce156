package io.sluice.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * File systems mounted for one test class. A machine that does not let us mount skips those tests
 * and says why.
 */
final class Mounts implements AutoCloseable {
  private static final long IMAGE_BYTES = 400L << 20;

  private final Path folder;
  private final Deque<Path> mounted = new ArrayDeque<>();

  Mounts(Path folder) {
    this.folder = folder;
  }

  Path xfs() throws IOException {
    return make("xfs", folder.resolve("xfs.img"), IMAGE_BYTES);
  }

  /** A file system of a kind, made in a new file of a size that its tools take. */
  Path make(String kind, Path image, long sizeBytes) throws IOException {
    need("mkfs." + kind);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(sizeBytes);
    }
    Shell.require("mkfs." + kind, "-q", image.toString());
    return mount("on-" + image.getFileName(), "-o", "loop", image.toString());
  }

  /** Mounts a copy of an image beside the one that it is of. */
  Path copy(String kind, Path image) throws IOException {
    String options = kind.equals("xfs") ? "loop,nouuid" : "loop";
    return mount("on-" + image.getFileName(), "-o", options, image.toString());
  }

  /** A FUSE mount over a plain directory: the stand-in for a network volume. */
  Path fuse(Path source, String... options) throws IOException {
    need("bindfs");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no /dev/fuse on this machine");
    Path target = Files.createDirectories(folder.resolve("fuse"));
    String[] command = new String[options.length + 3];
    command[0] = "bindfs";
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = source.toString();
    command[options.length + 2] = target.toString();
    Shell.Outcome outcome = Shell.run(command);
    assumeTrue(outcome.exitCode() == 0, "bindfs can't mount here: " + outcome.output());
    mounted.push(target);
    return target;
  }

  /** A file system in memory without extended attributes. */
  Path ramfs() throws IOException {
    return mount("ramfs", "-t", "ramfs", "ramfs");
  }

  Path tmpfs(String options) throws IOException {
    return mount("tmpfs", "-t", "tmpfs", "-o", options, "tmpfs");
  }

  /** Mounts a small tmpfs on a directory that is there. */
  void tmpfsOn(Path target) {
    needRoot();
    Shell.Outcome outcome =
        Shell.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", target.toString());
    assumeTrue(outcome.exitCode() == 0, "tmpfs can't be mounted: " + outcome.output());
    mounted.push(target);
  }

  /** Shows a directory a second time, where nothing can be changed. */
  void readOnly(Path source, Path target) {
    needRoot();
    assumeTrue(
        Shell.run("mount", "--bind", source.toString(), target.toString()).exitCode() == 0,
        "bind mounts are not allowed here");
    mounted.push(target);
    Shell.require("mount", "-o", "remount,bind,ro", target.toString());
  }

  private Path mount(String name, String... options) throws IOException {
    needRoot();
    Path target = Files.createDirectories(folder.resolve(name));
    String[] command = new String[options.length + 2];
    command[0] = "mount";
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = target.toString();
    Shell.Outcome outcome = Shell.run(command);
    assumeTrue(outcome.exitCode() == 0, name + " can't be mounted here: " + outcome.output());
    mounted.push(target);
    return target;
  }

  private static void need(String tool) {
    needRoot();
    assumeTrue(Shell.has(tool), tool + " is not installed");
  }

  private static void needRoot() {
    assumeTrue(Shell.isRoot(), "only root can mount");
  }

  @Override
  public void close() {
    while (!mounted.isEmpty()) {
      String target = mounted.pop().toString();
      if (Shell.run("umount", target).exitCode() != 0) {
        Shell.run("umount", "-l", target);
      }
    }
  }
}
