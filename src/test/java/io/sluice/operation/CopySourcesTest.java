package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeClient;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.catalog.Catalog;
import io.sluice.catalog.Credential;
import io.sluice.config.Secret;
import io.sluice.config.Settings;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.ByteRange;
import io.sluice.s3.CopySource;
import io.sluice.s3.PageTokens;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies whose source is replaced whenever it was looked up. */
final class CopySourcesTest {
  private static final ObjectKey KEY = ObjectKey.of("source");
  private static final int BEFORE_BYTES = 1000;
  private static final int AFTER_BYTES = 3000;

  @TempDir private Path temp;
  private final MountedVolumes mounts = new MountedVolumes();
  private Path tree;
  private VolumeRoot root;
  private VolumeLanes lanes;
  private Rooms rooms;
  private ObjectEntry before;
  private ObjectEntry after;

  /** Knows the object as it was; asked to let something be written, it refuses. */
  private final class Stale implements VolumeClient {
    private final List<Long> askedBytes = new ArrayList<>();

    @Override
    @SuppressWarnings("unchecked")
    public <R extends VolumeReply> Future<R> ask(VolumeCommand<R> command) {
      return switch ((VolumeCommand<?>) command) {
        case VolumeCommand.Lookup _ ->
            (Future<R>) Future.succeededFuture(new VolumeReply.Looked(before));
        case VolumeCommand.StartPart start -> refused(start.declaredBytes());
        case VolumeCommand.Admit admit -> refused(admit.declaredBytes());
        default -> throw new AssertionError("asked " + command);
      };
    }

    private <R> Future<R> refused(long bytes) {
      askedBytes.add(bytes);
      return Future.failedFuture(Refusal.exception(Reason.INSUFFICIENT_STORAGE, "no"));
    }
  }

  private final Stale owner = new Stale();

  @BeforeEach
  void open() throws Exception {
    Credential credential = Credential.administrator("ROOTKEY", new Secret("not-for-print"));
    Catalog catalog = Catalog.open(Settings.defaults(temp), credential);
    tree = catalog.create("bucket").root();
    root = VolumeRoot.open(tree, FileSettings.DEFAULT);
    mounts.add("bucket", root);
    lanes =
        new VolumeLanes(
            "copies", new VolumeLanes.Terms(4, Duration.ZERO, System::nanoTime), catalog::has);
    rooms =
        new Rooms(
            owner,
            mounts,
            catalog,
            new NoLifecycle(),
            lanes,
            new PageTokens(new byte[32]),
            new OperationSettings("us-east-1", 1L << 40, 2000, 0, null, 1),
            InstantSource.system(),
            new Random(1),
            Elsewhere.NOWHERE);
    before = written(BEFORE_BYTES);
    after = written(AFTER_BYTES);
  }

  private ObjectEntry written(int bytes) throws Exception {
    Path other = Files.write(temp.resolve("other"), new byte[bytes]);
    Files.move(other, tree.resolve("source"), StandardCopyOption.REPLACE_EXISTING);
    var status = Objects.requireNonNull(root.status(KEY));
    return new ObjectEntry(KEY, status.identity(), ObjectMetadata.NONE, null);
  }

  @AfterEach
  void close() throws IOException {
    Awaitility.await().untilAsserted(() -> assertThat(openSources()).isEmpty());
    lanes.close();
    root.close();
  }

  private List<String> openSources() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : open.toList()) {
        if (Files.isSymbolicLink(link)) {
          String target = Files.readSymbolicLink(link).toString();
          if (target.startsWith(temp.toString()) && target.contains("source")) {
            found.add(target);
          }
        }
      }
    }
    return found;
  }

  private static CopySource source(Conditions conditions) {
    return new CopySource("bucket", KEY, conditions);
  }

  private static Conditions matching(ObjectEntry entry) {
    return new Conditions(List.of(entry.tag().value()), List.of(), null, null);
  }

  private static Conditions other(ObjectEntry entry) {
    return new Conditions(List.of(), List.of(entry.tag().value()), null, null);
  }

  private Reason copy(Conditions conditions) throws Exception {
    var request =
        new S3Request.CopyObject(
            "bucket", ObjectKey.of("copy"), source(conditions), null, null, Conditions.NONE, null);
    return reason(new CopyObject(rooms).answer(request));
  }

  private Reason copyPart(Conditions conditions, ByteRange.@Nullable Between range)
      throws Exception {
    var request =
        new S3Request.UploadPartCopy(
            "bucket", ObjectKey.of("copy"), "0".repeat(32), 1, source(conditions), range);
    return reason(new UploadPartCopy(rooms).answer(request));
  }

  private static Reason reason(Future<S3Response> answer) throws Exception {
    try {
      S3Response response = answer.toCompletionStage().toCompletableFuture().get();
      var body = ((ResponseBody.Slow) response.body()).document();
      body.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
      throw new AssertionError("was not refused");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RefusedException refused) {
        return refused.refusal().reason();
      }
      throw failure;
    }
  }

  private static ByteRange.Between range(long first, long last) {
    return new ByteRange.Between(first, last);
  }

  @Test
  void conditions_are_those_on_the_file_that_would_be_copied() throws Exception {
    assertThat(copy(matching(before))).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(copy(other(after))).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(copyPart(matching(before), range(0, 9))).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(owner.askedBytes).isEmpty();
    assertThat(copy(matching(after))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    assertThat(owner.askedBytes).containsExactly((long) AFTER_BYTES);
  }

  @Test
  void a_part_of_a_whole_object_is_as_long_as_the_file_that_would_be_copied() throws Exception {
    assertThat(copyPart(Conditions.NONE, null)).isEqualTo(Reason.ENTITY_TOO_LARGE);
    before = after;
    written(500);
    assertThat(copyPart(Conditions.NONE, null)).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    assertThat(owner.askedBytes).containsExactly(500L);
  }

  @Test
  void a_range_is_looked_for_in_the_file_that_would_be_copied() throws Exception {
    assertThat(copyPart(Conditions.NONE, range(2000, 2999))).isEqualTo(Reason.INSUFFICIENT_STORAGE);
    assertThat(copyPart(Conditions.NONE, range(2000, 3000))).isEqualTo(Reason.INVALID_RANGE);
  }
}
