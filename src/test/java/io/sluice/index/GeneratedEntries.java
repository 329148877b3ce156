package io.sluice.index;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random object entries of every shape. */
final class GeneratedEntries {
  private static final long[] EDGES = {
    0, 1, 127, 128, 16_383, 16_384, 1L << 31, 1L << 32, Long.MAX_VALUE
  };

  private final RandomGenerator random;

  GeneratedEntries(RandomGenerator random) {
    this.random = random;
  }

  ObjectEntry entry(ObjectKey key) {
    ObjectMetadata metadata = random.nextBoolean() ? ObjectMetadata.NONE : metadata();
    ObjectEntry entry =
        new ObjectEntry(key, identity(), metadata, random.nextBoolean() ? null : claim());
    boolean doubted = entry.claim() != null && random.nextInt(4) == 0;
    return doubted ? entry.withDoubted(entry.claim()) : entry;
  }

  FileIdentity identity() {
    long mtime = random.nextBoolean() ? random.nextLong() : 1_760_000_000_000_000_000L;
    long ctime = random.nextBoolean() ? mtime : random.nextLong();
    return new FileIdentity(number() * (random.nextBoolean() ? 1 : -1), number(), mtime, ctime);
  }

  private long number() {
    return random.nextBoolean()
        ? EDGES[random.nextInt(EDGES.length)]
        : random.nextLong(Long.MAX_VALUE);
  }

  private ObjectMetadata metadata() {
    Map<String, String> user = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      user.put("name-" + random.nextInt(100), text());
    }
    ObjectMetadata untagged =
        new ObjectMetadata(
            optional(), optional(), optional(), optional(), optional(), optional(), user);
    return random.nextBoolean() ? untagged : untagged.withTags(Map.of("a", text(), "b", text()));
  }

  private @Nullable String optional() {
    return random.nextBoolean() ? null : text();
  }

  private String text() {
    String[] some = {"", "text/plain", "attachment; filename=\"ä.txt\"", "\uD83D\uDE00".repeat(90)};
    return some[random.nextInt(some.length)];
  }

  private ContentClaim claim() {
    byte[] digest = new byte[16];
    random.nextBytes(digest);
    EntityTag tag =
        random.nextBoolean()
            ? EntityTag.ofMd5(digest)
            : EntityTag.ofParts(digest, 1 + random.nextInt(10_000));
    List<Checksum> checksums = new ArrayList<>();
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      if (random.nextInt(3) == 0) {
        byte[] value = new byte[algorithm.lengthBytes()];
        random.nextBytes(value);
        Checksum.Type type =
            random.nextBoolean() ? Checksum.Type.COMPOSITE : Checksum.Type.FULL_OBJECT;
        checksums.add(new Checksum(algorithm, type, Base64.getEncoder().encodeToString(value)));
      }
    }
    List<Long> sizes = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      sizes.add(EDGES[random.nextInt(EDGES.length)]);
    }
    PartLayout layout = PartLayout.of(sizes);
    List<String> ofParts =
        random.nextBoolean() ? List.of() : Collections.nCopies(sizes.size(), "AAAAAA==");
    return new ContentClaim(tag, checksums, layout.withChecksums(ofParts));
  }
}
