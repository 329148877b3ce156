package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * GET and HEAD of a file that a pod edits all the while: in place, with its time put back, cut
 * short, and replaced. An answer is never of two states.
 */
@ExtendWith(SharedWire.class)
final class EditRaceIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("sluice.stress.seconds", 2));

  private final S3Client s3;
  private final Path folder;
  private final long seed = Long.getLong("sluice.stress.seed", new Random().nextLong());

  EditRaceIT(Wire wire) throws IOException {
    this.s3 = wire.s3();
    this.folder = Files.createDirectories(wire.root().resolve("race"));
  }

  @Test
  void no_answer_about_a_small_file_mixes_two_states() throws Exception {
    race("small", new EditedObject(folder.resolve("small"), 3_000, true));
  }

  @Test
  void no_answer_about_a_long_file_mixes_two_states() throws Exception {
    race("long", new EditedObject(folder.resolve("long"), 400_000, false));
  }

  private void race(String name, EditedObject object) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Random random = new Random(seed);
      running.add(threads.submit(() -> edits(object, random, over)));
      running.add(threads.submit(() -> gets("race/" + name, object, over)));
      running.add(threads.submit(() -> heads("race/" + name, object, over)));
      running.add(threads.submit(() -> conditionals("race/" + name, object, over)));
      for (Future<Integer> thread : running) {
        assertThat(thread.get())
            .as("to repeat: mvn verify -Dit.test=EditRaceIT -Dsluice.stress.seed=%d", seed)
            .isPositive();
      }
    }
  }

  private static int edits(EditedObject object, Random random, AtomicBoolean over)
      throws IOException {
    long end = System.nanoTime() + TIME.toNanos();
    int done = 0;
    try {
      for (; System.nanoTime() < end && !over.get(); done++) {
        object.edit(random);
        for (int i = random.nextInt(2_000_000); i > 0; i--) {
          Thread.onSpinWait(); // Some edits at once, some after a few answers.
        }
      }
    } finally {
      over.set(true);
    }
    return done;
  }

  private int gets(String key, EditedObject object, AtomicBoolean over) {
    int done = 0;
    do {
      int atLeast = object.atLeast();
      ResponseBytes<GetObjectResponse> got = get(key, null);
      if (got != null) {
        object.got(atLeast, got.response().eTag(), got.asByteArray());
        done++;
      }
    } while (!over.get());
    return done;
  }

  private int heads(String key, EditedObject object, AtomicBoolean over) {
    int done = 0;
    for (; !over.get() || done == 0; done++) {
      int atLeast = object.atLeast();
      HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key(key));
      object.said(atLeast, head.eTag(), head.contentLength());
    }
    return done;
  }

  private int conditionals(String key, EditedObject object, AtomicBoolean over) {
    int done = 0;
    String tag = null;
    do {
      int atLeast = object.atLeast();
      try {
        ResponseBytes<GetObjectResponse> got = get(key, tag);
        if (got != null) {
          tag = got.response().eTag();
          object.got(atLeast, tag, got.asByteArray());
          done++;
        }
      } catch (S3Exception notModified) {
        assertThat(notModified.statusCode()).isEqualTo(304);
        object.unchanged(atLeast, String.valueOf(tag));
      }
    } while (!over.get());
    return done;
  }

  /** Null when the answer was broken off, as it must be if there is no other way. */
  private @Nullable ResponseBytes<GetObjectResponse> get(String key, @Nullable String unlessTag) {
    try {
      return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).ifNoneMatch(unlessTag));
    } catch (SdkClientException brokenOff) {
      return null;
    }
  }
}
