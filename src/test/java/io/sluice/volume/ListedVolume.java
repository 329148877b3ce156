package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileSettings;
import io.sluice.files.FileStatus;
import io.sluice.files.PublishMode;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFailure;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A real tree, a real index, and what lists one from the other. Time creeps until moved. */
final class ListedVolume implements AutoCloseable {
  static final ListingSettings SETTINGS =
      new ListingSettings(Duration.ofSeconds(2), true, true, Duration.ofMillis(10));

  /** Every page looks at every directory it touches. */
  static final ListingSettings ALWAYS =
      new ListingSettings(Duration.ZERO, true, true, Duration.ofMillis(10));

  final Path tree;
  final VolumeRoot root;
  final AtomicLong nanos = new AtomicLong();
  final AtomicInteger readings = new AtomicInteger();
  private final Path indexDirectory;
  private final ListingSettings settings;

  /** How far the wall clock is ahead of the times of files. */
  volatile Duration ahead = Duration.ZERO;

  HashTerms hashTerms;

  /** Counts from the next opening of the index on. */
  Coverage.Portions portions = Coverage.PORTIONS;

  VolumeIndex index;
  Listing listing;

  ListedVolume(Path temp, ListingSettings settings) throws IOException, IndexFailure {
    this.tree = Files.createDirectories(temp.resolve("tree"));
    this.indexDirectory = temp.resolve("index");
    this.settings = settings;
    this.hashTerms = HashTerms.of(settings.clockGrain());
    this.root =
        VolumeRoot.open(tree, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
    this.index = VolumeIndex.open(indexDirectory, IndexSettings.DEFAULT);
    this.listing = listing();
  }

  private Listing listing() {
    Listing.Clocks clocks =
        new Listing.Clocks(
            () -> {
              readings.incrementAndGet();
              return Instant.now().plus(ahead);
            },
            nanos::incrementAndGet);
    return Listing.of(root, index, new Listing.Terms(() -> settings, hashTerms, portions), clocks);
  }

  /** As when the index was lost. */
  void loseIndex() throws IOException, IndexFailure {
    listing.close();
    index.close();
    VolumeIndex.destroy(indexDirectory);
    reopen();
  }

  void restart() throws IndexFailure {
    listing.close();
    index.close();
    reopen();
  }

  private void reopen() throws IndexFailure {
    index = VolumeIndex.open(indexDirectory, IndexSettings.DEFAULT);
    listing = listing();
  }

  void passFreshness() {
    nanos.addAndGet(settings.freshness().toNanos() + 1);
  }

  /** Makes a file as a pod does, or through the volume where this JVM's locale has no such name. */
  void foreign(String key) throws IOException {
    if (key.chars().allMatch(c -> c < 128)) {
      Path file = tree.resolve(key);
      Files.createDirectories(file.getParent());
      Files.writeString(file, key);
    } else {
      ObjectKey whole = ObjectKey.of(key);
      makeDirectory(whole.parent());
      try (StagedFile staged = root.staging().create()) {
        write(staged, key);
        root.publish(staged.name(), whole, PublishMode.REPLACE);
      }
    }
  }

  void makeDirectory(ObjectKey directory) throws FileFailure {
    if (!directory.equals(ObjectKey.ROOT)) {
      root.makeDirectories(directory);
    }
  }

  /** Writes an object as S3 does, index and all. */
  ObjectEntry put(String key, ObjectMetadata metadata) throws FileFailure {
    ObjectKey whole = ObjectKey.of(key);
    ContentClaim claim =
        new ContentClaim(
            new EntityTag("%032x".formatted(key.hashCode() & 0xffffffffL)),
            List.of(),
            PartLayout.WHOLE);
    if (!whole.parent().equals(ObjectKey.ROOT)) {
      listing.updates().directoriesMade(root.makeDirectories(whole.parent()));
    }
    try (StagedFile staged = root.staging().create()) {
      write(staged, key);
      staged.seal(metadata, claim);
      FileStatus status = root.publish(staged.name(), whole, PublishMode.REPLACE);
      ObjectEntry entry = new ObjectEntry(whole, status.identity(), metadata, claim);
      listing.updates().published(entry);
      return entry;
    }
  }

  ObjectEntry put(String key) throws FileFailure {
    return put(key, ObjectMetadata.NONE);
  }

  /** Removes an object as S3 does. */
  void delete(String key) throws FileFailure {
    root.remove(ObjectKey.of(key));
    listing.updates().removed(ObjectKey.of(key));
  }

  private static void write(StagedFile staged, String text) throws FileFailure {
    staged.write(0, List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  ListPage page(ListQuery query) throws FileFailure {
    return listing.pages().page(query);
  }

  /** The keys of a whole listing without delimiter. */
  List<String> keys() throws FileFailure {
    return entries().stream().map(o -> o.key().toString()).toList();
  }

  List<ListedObject> entries() throws FileFailure {
    List<ListedObject> all = new ArrayList<>();
    ListPosition position = ListPosition.START;
    while (true) {
      ListPage page = page(new ListQuery(ObjectKey.ROOT, "", position, 1000));
      all.addAll(page.objects());
      if (!page.truncated()) {
        return all;
      }
      position = page.position();
    }
  }

  /** Objects and common prefixes of one page, in order. */
  List<String> shown(String prefix, String delimiter) throws FileFailure {
    return items(page(new ListQuery(ObjectKey.of(prefix), delimiter, ListPosition.START, 1000)));
  }

  static List<String> items(ListPage page) {
    List<ObjectKey> items = new ArrayList<>(page.commonPrefixes());
    page.objects().forEach(object -> items.add(object.key()));
    return items.stream().sorted().map(ObjectKey::toString).toList();
  }

  /** What compares the index with the tree. */
  IndexVerifier.Parts comparing() {
    return new IndexVerifier.Parts(
        root,
        index,
        new KeyLocks(),
        new VolumeTime(root, 0, System::nanoTime),
        settings::listEmptyDirectories,
        System::nanoTime);
  }

  List<IndexDifference> differences() throws FileFailure {
    FoundDifferences found = new FoundDifferences();
    new IndexVerifier(comparing(), found).run();
    return found.all();
  }

  @Override
  public void close() {
    listing.close();
    index.close();
    root.close();
  }
}
