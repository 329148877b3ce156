package io.sluice.wire;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients with the SDK's default settings that write and read keys of their own all the time. */
final class SteadyClients implements AutoCloseable {
  private static final int CLIENTS = 2;
  private static final int MORE = 20;

  private static final long THINKING_NANOS = 20_000_000;

  private final String volume;
  private final S3Client s3;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final ConcurrentHashMap<String, byte[]> written = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  SteadyClients(URI endpoint, String volume) {
    this.volume = volume;
    this.s3 = Wire.client(endpoint);
    for (int i = 0; i < CLIENTS; i++) {
      String prefix = "steady/" + i + "-";
      threads.add(Thread.ofPlatform().daemon().name("steady-" + i).start(() -> run(prefix)));
    }
  }

  private void run(String prefix) {
    for (int i = 0; !stopping.get() && failures.isEmpty(); i++) {
      String key = prefix + i;
      byte[] content = Recorder.body(key);
      try {
        s3.putObject(r -> r.bucket(volume).key(key), RequestBody.fromBytes(content));
        byte[] read = s3.getObjectAsBytes(r -> r.bucket(volume).key(key)).asByteArray();
        if (!Arrays.equals(read, content)) {
          throw new AssertionError(key + " was read with another content");
        }
        written.put(key, content);
        LockSupport.parkNanos(THINKING_NANOS); // Leaves the machine to nodes that start.
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
      }
    }
  }

  void awaitMore() {
    int enough = written.size() + MORE;
    Awaitility.await()
        .atMost(3, TimeUnit.MINUTES)
        .until(() -> written.size() >= enough || !failures.isEmpty());
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  Map<String, byte[]> written() {
    return Map.copyOf(written);
  }

  @Override
  public void close() {
    stopping.set(true);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    s3.close();
  }
}
