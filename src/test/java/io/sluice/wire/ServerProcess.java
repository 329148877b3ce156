package io.sluice.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The server as users run it: a process of its own, from the packaged jar. It is started, awaited,
 * killed, ended and started again on the same data; closing it ends it whatever state it is in.
 */
final class ServerProcess implements AutoCloseable {
  /** The longest wait for the ready line and for the end of a process. */
  static final long PATIENCE_SECONDS = 180;

  static final String ACCESS_KEY = "WIRETESTACCESSKEY";
  static final String SECRET_KEY = "wire-test/secret+key=0123456789abcdef";

  private static final String READY = "ready ";

  private final Path data;
  private final List<String> arguments;
  private final Launch launch;
  private final List<String> log = new ArrayList<>();
  private int port;
  private Running running;

  /** A process and what it has said so far. */
  private record Running(
      Process process, CompletableFuture<URI> ready, List<String> out, Thread guard) {}

  /**
   * How the process is started.
   *
   * @param wrapper a program with its arguments that becomes the server, or nothing
   * @param options of the virtual machine, beside the usual ones
   * @param jar another one than the build's
   */
  record Launch(List<String> wrapper, List<String> options, Optional<Path> jar) {
    Launch(List<String> wrapper, List<String> options) {
      this(wrapper, options, Optional.empty());
    }
  }

  private ServerProcess(Path data, Launch launch, List<String> arguments) {
    this.data = data;
    this.launch = launch;
    this.arguments = List.copyOf(arguments);
    this.running = launch();
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param data its data directory
   * @param arguments what follows {@code server --data DIR}, credentials and ports excepted
   */
  static ServerProcess start(Path data, List<String> arguments) {
    return start(data, new Launch(List.of(), List.of()), arguments);
  }

  /** The same, in another way than usual. */
  static ServerProcess start(Path data, Launch launch, List<String> arguments) {
    ServerProcess server = new ServerProcess(data, launch, arguments);
    try {
      server.endpoint();
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where it listens. Waits for the ready line. */
  URI endpoint() {
    try {
      return running.ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("The server did not become ready. Its log:\n" + log(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Path data() {
    return data;
  }

  long pid() {
    return running.process().pid();
  }

  boolean isAlive() {
    return running.process().isAlive();
  }

  /** Everything that it wrote to both streams since the first start. */
  String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  /** The lines on standard output since the last start. */
  List<String> standardOutput() {
    synchronized (running.out()) {
      return List.copyOf(running.out());
    }
  }

  /** Ends it as a power cut of the process would: SIGKILL. */
  void kill() {
    running.process().destroyForcibly();
    awaitEnd();
  }

  /** Stops it where it is: SIGSTOP. */
  void pause() {
    Signals.send("STOP", pid());
  }

  /** Lets it go on: SIGCONT. */
  void resume() {
    Signals.send("CONT", pid());
  }

  /** Asks it to drain and end: SIGTERM. Gives the exit code. */
  int terminate() {
    Signals.send("TERM", pid()); // Java's own would close the streams, and lose its last words.
    awaitEnd();
    return running.process().exitValue();
  }

  /** Starts it again on the same data and port, once the last process has ended. */
  void restart() {
    if (isAlive()) {
      throw new IllegalStateException("end it before starting it again");
    }
    // Clients that retry must find it where it was.
    port = endpoint().getPort();
    running = launch();
    endpoint();
  }

  @Override
  public void close() {
    if (isAlive()) {
      resume();
      running.process().destroy();
      try {
        if (!running.process().waitFor(10, TimeUnit.SECONDS)) {
          running.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        running.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    forget(running.guard());
  }

  private void awaitEnd() {
    try {
      if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.process().destroyForcibly();
        throw new AssertionError("The server did not end. Its log:\n" + log());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      forget(running.guard());
    }
  }

  private Running launch() {
    try {
      Path temporary = Files.createDirectories(data.resolveSibling("jvm-tmp"));
      ProcessBuilder builder = new ProcessBuilder(command(temporary));
      // All but how much is logged, which may be asked for.
      builder.environment().keySet().removeIf(name -> name.matches("SLUICE_.*(?<!LOG_LEVEL)"));
      Process process = builder.start();
      // A test JVM that is ended from outside must not leave the server behind.
      Thread guard = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(guard);
      Running started = new Running(process, new CompletableFuture<>(), new ArrayList<>(), guard);
      listen("server-out", process.getInputStream(), line -> onOutput(started, line));
      listen("server-err", process.getErrorStream(), line -> {});
      Thread.ofPlatform().daemon().name("server-end").start(() -> onEnd(started));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Path temporary) {
    Path target = Path.of("target").toAbsolutePath();
    List<String> command = new ArrayList<>(launch.wrapper());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-Xmx256m");
    if (launch.jar().isEmpty()) {
      command.addAll(StartCache.options(target, launch.options()));
    }
    command.addAll(launch.options());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    Path jar = launch.jar().orElse(target.resolve("sluice.jar"));
    command.add(jar + ":" + target.resolve("lib") + "/*");
    command.addAll(List.of("io.sluice.Main", "server", "--data", data.toString()));
    command.addAll(List.of("--port", String.valueOf(port), "--admin-port", "0"));
    command.addAll(List.of("--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY));
    command.addAll(arguments);
    return command;
  }

  private void onOutput(Running started, String line) {
    synchronized (started.out()) {
      started.out().add(line);
    }
    if (line.startsWith(READY)) {
      started.ready().complete(URI.create(line.substring(READY.length()).strip()));
    }
  }

  private static void onEnd(Running started) {
    int code = started.process().onExit().join().exitValue();
    started.ready().completeExceptionally(new IOException("exit code " + code + " before ready"));
  }

  private void note(String line) {
    synchronized (log) {
      log.add(line);
    }
  }

  private void listen(String name, InputStream stream, Consumer<String> onLine) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              note(line);
              onLine.accept(line);
            }
          } catch (IOException e) {
            note("(stream closed: " + e.getMessage() + ")");
          }
        });
  }

  private static void forget(Thread guard) {
    try {
      Runtime.getRuntime().removeShutdownHook(guard);
    } catch (IllegalStateException e) {
      // The virtual machine is already on its way down, and the hook runs or has run.
      return;
    }
  }
}
