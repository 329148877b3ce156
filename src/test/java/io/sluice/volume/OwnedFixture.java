package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileSettings;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFailure;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.UploadSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A volume in the hands of its owner, and what a gateway does around each command. */
final class OwnedFixture implements AutoCloseable {
  static final String NAME = "v";
  static final UploadSpec PLAIN = new UploadSpec(ObjectMetadata.NONE, null, null);

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
  final Path tree;
  final Path indexDirectory;

  /** How often the clock was read: once for each directory that is read, and by some commands. */
  final AtomicInteger looksAtClock = new AtomicInteger();

  /** Added to the monotonic clock. */
  final AtomicLong skippedNanos = new AtomicLong();

  private final BackupSettings backup;
  private final Tenure tenure;
  private final Limits limits;
  VolumeRoot root;
  OwnedVolume volume;

  OwnedFixture(Path temp) throws IOException, IndexFailure {
    this(temp, temp.resolve("tree"), Long.MAX_VALUE, 0);
  }

  OwnedFixture(Path temp, Path tree, long sizeLimitBytes, long reserveBytes)
      throws IOException, IndexFailure {
    this(
        temp,
        tree,
        new Limits(sizeLimitBytes, reserveBytes, Long.MAX_VALUE),
        BackupSettings.NEVER,
        Tenure.ALONE);
  }

  /** A node that backs the index up onto the volume. */
  OwnedFixture(Path temp, Path tree, BackupSettings backup) throws IOException, IndexFailure {
    this(temp, tree, Limits.NONE, backup, Tenure.ALONE);
  }

  /** A node of a cluster that takes a volume over, whoever had it before. */
  OwnedFixture(Path temp, Path tree, Tenure tenure) throws IOException, IndexFailure {
    this(temp, tree, Limits.NONE, BackupSettings.NEVER, tenure);
  }

  record Limits(long sizeBytes, long reserveBytes, long maxStagedBytes) {
    static final Limits NONE = new Limits(Long.MAX_VALUE, 0, Long.MAX_VALUE);
  }

  OwnedFixture(Path temp, Path tree, Limits limits, BackupSettings backup, Tenure tenure)
      throws IOException, IndexFailure {
    this.tenure = tenure;
    this.backup = backup;
    this.tree = Files.createDirectories(tree);
    this.indexDirectory = temp.resolve("index");
    this.limits = limits;
    this.root = openRoot();
    this.volume = openVolume();
  }

  /** Begins the background work, by today's clock: to another's, every body would be abandoned. */
  void startBackground(ScheduledExecutorService threads) {
    now.set(Instant.now());
    volume.startBackground(threads);
  }

  private VolumeRoot openRoot() throws FileFailure {
    return VolumeRoot.open(
        tree, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
  }

  private OwnedVolume openVolume() throws IOException, IndexFailure {
    var chances = new OwnedVolume.Chances(this::instant, this::nanoTime, new Random());
    return OwnedVolume.open(spec(), root, chances, tenure);
  }

  VolumeSpec spec() {
    return new VolumeSpec(
        NAME,
        indexDirectory,
        new IndexSettings(1 << 20, 1 << 20, 64),
        ListedVolume.ALWAYS,
        limits.sizeBytes(),
        limits.reserveBytes(),
        limits.maxStagedBytes(),
        Duration.ofDays(7),
        CrawlSettings.DEFAULT,
        backup,
        SidecarSettings.DEFAULT);
  }

  long nanoTime() {
    return System.nanoTime() + skippedNanos.get();
  }

  private Instant instant() {
    looksAtClock.incrementAndGet();
    return now.get();
  }

  /** As when the node was stopped and started. */
  void restart() throws IOException, IndexFailure {
    restart(() -> {});
  }

  /** What happens while the node is stopped. */
  interface Meanwhile {
    void happens() throws IOException;
  }

  void restart(Meanwhile meanwhile) throws IOException, IndexFailure {
    close();
    meanwhile.happens();
    root = openRoot();
    volume = openVolume();
  }

  /** As when its disk was lost, too. */
  void restartWithoutIndex() throws IOException, IndexFailure {
    restart(() -> VolumeIndex.destroy(indexDirectory));
  }

  /** The volume as another node finds it after this one died at this moment. */
  OwnedFixture afterCrash(Path temp) throws Exception {
    Path copy = temp.resolve("copy" + System.nanoTime());
    shell("cp", "-a", tree.toString(), copy.toString());
    OwnedFixture other =
        new OwnedFixture(
            Files.createDirectories(temp.resolve("node" + System.nanoTime())),
            copy,
            limits.sizeBytes(),
            limits.reserveBytes());
    other.now.set(now.get());
    return other;
  }

  static int shell(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  VolumeReply ask(VolumeCommand<?> command) {
    return volume.answer(command);
  }

  /** Puts into the index what was learned of a content. */
  void learned(ObjectEntry entry) {
    volume.workings().updates().published(entry);
  }

  /** Why a command was refused, null when it was not. */
  @Nullable Reason reason(VolumeReply reply) {
    return reply instanceof VolumeReply.Refused refused ? refused.refusal().reason() : null;
  }

  @Nullable Reason refused(VolumeCommand<?> command) {
    return reason(ask(command));
  }

  VolumeReply put(String key, byte[] content) throws FileFailure {
    return put(key, content, Conditions.NONE);
  }

  VolumeReply put(String key, byte[] content, Conditions conditions) throws FileFailure {
    VolumeReply admitted =
        ask(new VolumeCommand.Admit(NAME, ObjectKey.of(key), content.length, conditions));
    if (!(admitted instanceof VolumeReply.Admitted(long reservation))) {
      return admitted;
    }
    return ask(commit(key, content, conditions, reservation));
  }

  /** Stages a body, and gives the command that publishes it. */
  VolumeCommand.Commit commit(String key, byte[] content, Conditions conditions, long reservation)
      throws FileFailure {
    ContentClaim claim = new ContentClaim(new EntityTag(md5(content)), List.of(), PartLayout.WHOLE);
    try (StagedFile staged = root.staging().create(tenure.epoch())) {
      staged.write(0, List.of(ByteBuffer.wrap(content)));
      staged.seal(ObjectMetadata.NONE, claim);
      staged.keep();
      return new VolumeCommand.Commit(
          NAME,
          ObjectKey.of(key),
          staged.name(),
          staged.inode(),
          ObjectMetadata.NONE,
          claim,
          conditions,
          reservation,
          false);
    }
  }

  VolumeReply putDirectory(String key) {
    return ask(
        new VolumeCommand.PutDirectory(
            NAME,
            ObjectKey.of(key),
            ObjectMetadata.NONE,
            Placeholders.EMPTY_CONTENT,
            Conditions.NONE));
  }

  /** Why a key was not deleted, null when it was. */
  @Nullable Reason delete(String key) {
    return delete(key, Conditions.NONE);
  }

  @Nullable Reason delete(String key, Conditions conditions) {
    var target = new VolumeCommand.Delete.Target(ObjectKey.of(key), conditions);
    var deleted = (VolumeReply.Deleted) ask(new VolumeCommand.Delete(NAME, List.of(target)));
    return deleted.outcomes().getFirst().map(refusal -> refusal.reason()).orElse(null);
  }

  VolumeReply.Looked lookup(String key) {
    return (VolumeReply.Looked) ask(new VolumeCommand.Lookup(NAME, ObjectKey.of(key)));
  }

  /** Where the index differs from the volume. */
  List<IndexDifference> differences() throws FileFailure {
    FoundDifferences found = new FoundDifferences();
    volume.verifyIndex(found);
    return found.all();
  }

  /** The listing, from the index. */
  List<String> keys() {
    return keys(1000);
  }

  List<String> keys(int pageSize) {
    List<String> keys = new ArrayList<>();
    ListPosition position = ListPosition.START;
    while (true) {
      var query = new ListQuery(ObjectKey.ROOT, "", position, pageSize);
      var page = ((VolumeReply.Listed) ask(new VolumeCommand.ListObjects(NAME, query))).page();
      page.objects().forEach(object -> keys.add(object.key().toString()));
      if (!page.truncated()) {
        return keys;
      }
      position = page.position();
    }
  }

  /** What the listing should be: files, and empty directories. ASCII names only. */
  List<String> treeKeys() throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.toList()) {
        String key = tree.relativize(path).toString();
        if (key.isEmpty() || key.startsWith(".s3compat_uploads") || key.startsWith(".sluice")) {
          continue;
        }
        if (Files.isRegularFile(path)) {
          keys.add(key);
        } else if (Files.isDirectory(path)) {
          try (Stream<Path> names = Files.list(path)) {
            if (names.findAny().isEmpty()) {
              keys.add(key + "/");
            }
          }
        }
      }
    }
    return List.copyOf(keys);
  }

  /** All files in staging, relative to its folder. */
  List<String> staged() throws IOException {
    Path staging = tree.resolve(".s3compat_uploads/sluice");
    try (Stream<Path> paths = Files.walk(staging)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> staging.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  byte[] content(String key) throws IOException {
    return Files.readAllBytes(tree.resolve(key));
  }

  /** A multipart upload under way. */
  Upload upload(String key) {
    var created =
        (VolumeReply.UploadCreated)
            ask(new VolumeCommand.CreateUpload(NAME, ObjectKey.of(key), newUploadId(), PLAIN));
    return new Upload(ObjectKey.of(key), created.uploadId());
  }

  /** Ids that sort by time, as gateways make them. */
  String newUploadId() {
    String random = UUID.randomUUID().toString().replace("-", "");
    return HexFormat.of().toHexDigits(now.get().toEpochMilli(), 12) + random.substring(12);
  }

  /** The ids of all uploads that are listed. */
  List<String> uploadIds() {
    var reply = ask(new VolumeCommand.ListUploads(NAME, ObjectKey.ROOT, null, null, 1000));
    return ((VolumeReply.Uploads) reply).uploads().stream().map(u -> u.uploadId()).toList();
  }

  static CompletedPart named(int number, byte[] content) {
    return new CompletedPart(number, md5(content), null);
  }

  static EntityTag tag(CompletedPart... parts) {
    MessageDigest digest = md5();
    for (CompletedPart part : parts) {
      digest.update(part.etag().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return EntityTag.ofParts(digest.digest(), parts.length);
  }

  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed * 31L + length).nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      whole.put(part);
    }
    return whole.array();
  }

  static String md5(byte[] content) {
    return HexFormat.of().formatHex(md5().digest(content));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static long inode(Path file) throws IOException {
    return (Long) Files.getAttribute(file, "unix:ino");
  }

  @Override
  public void close() {
    volume.close();
    root.close();
  }
}
