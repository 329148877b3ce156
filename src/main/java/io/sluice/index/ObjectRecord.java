package io.sluice.index;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.VersionTags;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of an object's row. The key is not repeated in it.
 *
 * <pre>
 * +------+--------------+-------------+----------+--------------------+------------------------+
 * | head | inode varint | size varint | mtime 8B | ctime-mtime zigzag | tag 16B [suffix, text] |
 * +------+--------------+-------------+----------+--------------------+------------------------+
 * | [metadata section] | [tags section] | [checksums section] | [parts section]                |
 * +--------------------------------------------------------------------------------------------+
 *
 * section: its length, its content
 * head: bits 0-1  tag: 0 none (the version tag follows from the identity), 1 MD5, 2 multipart,
 *                 3 unread: nobody has asked the file what S3 stored on it, and nothing follows
 *       bit 2     there is metadata          bit 3  checksums          bit 4  parts
 *       bit 5     checksums of the parts, the last section            bit 6  tags
 *       bit 7     tag, checksums and parts are in doubt: the version tag is shown
 * </pre>
 *
 * <p>A listing reads no further than the tag. A file that S3 did not write has neither tag nor
 * sections: about 20 bytes. Since times change together most of the time, the change time is kept
 * as its distance from the modification time, often one byte.
 */
final class ObjectRecord {
  private static final int TAG_MASK = 3;
  private static final int TAG_NONE = 0;
  private static final int TAG_MD5 = 1;
  private static final int TAG_PARTS = 2;
  private static final int TAG_UNREAD = 3;
  private static final int HAS_METADATA = 4;
  private static final int HAS_CHECKSUMS = 8;
  private static final int HAS_PARTS = 16;
  private static final int HAS_PART_CHECKSUMS = 32;
  private static final int HAS_TAGS = 64;
  private static final int IS_DOUBTED = 128;
  private static final int MD5_DIGITS = 32;
  private static final int MD5_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  private ObjectRecord() {}

  static byte[] encode(ObjectEntry entry) {
    ContentClaim claim = stored(entry);
    RecordWriter out = new RecordWriter();
    out.u8(head(entry));
    writeIdentity(out, entry.identity());
    if (claim != null) {
      writeTag(out, claim.tag());
    }
    if (hasMetadata(entry)) {
      out.section(metadata(entry.metadata()));
    }
    if (!entry.metadata().tags().isEmpty()) {
      out.section(pairs(new RecordWriter(), entry.metadata().tags()));
    }
    if (claim != null && !claim.checksums().isEmpty()) {
      out.section(checksums(claim.checksums()));
    }
    if (claim != null && !claim.parts().runs().isEmpty()) {
      out.section(parts(claim.parts()));
    }
    if (claim != null && !claim.parts().checksums().isEmpty()) {
      out.section(partChecksums(claim.parts()));
    }
    return out.toBytes();
  }

  /** A file that was seen, and not asked what S3 stored on it. */
  static byte[] encodeUnread(FileIdentity identity) {
    RecordWriter out = new RecordWriter();
    out.u8(TAG_UNREAD);
    writeIdentity(out, identity);
    return out.toBytes();
  }

  /** Whether a file was only seen: what S3 stored on it, only the file knows. */
  static boolean isUnread(byte[] value) {
    return value.length > 0 && (value[0] & TAG_MASK) == TAG_UNREAD;
  }

  /** The object, null when its file was only seen. */
  static @Nullable ObjectEntry decode(ObjectKey key, byte[] value) {
    try {
      RecordReader in = new RecordReader(value);
      int head = in.u8();
      FileIdentity identity = readIdentity(in);
      int kind = head & TAG_MASK;
      if (kind == TAG_UNREAD) {
        return null;
      }
      EntityTag tag = kind == TAG_NONE ? EntityTag.ofVersion(identity) : readTag(in, kind);
      ObjectMetadata metadata = (head & HAS_METADATA) != 0 ? readMetadata(in) : ObjectMetadata.NONE;
      if ((head & HAS_TAGS) != 0) {
        in.varint();
        metadata = metadata.withTags(readPairs(in));
      }
      List<Checksum> checksums = (head & HAS_CHECKSUMS) != 0 ? readChecksums(in) : List.of();
      PartLayout parts = (head & HAS_PARTS) != 0 ? readParts(in) : PartLayout.WHOLE;
      parts = (head & HAS_PART_CHECKSUMS) != 0 ? readPartChecksums(in, parts) : parts;
      ContentClaim claim = kind == TAG_NONE ? null : new ContentClaim(tag, checksums, parts);
      return (head & IS_DOUBTED) != 0
          ? new ObjectEntry(key, identity, metadata, null, claim)
          : new ObjectEntry(key, identity, metadata, claim);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(key, e);
    }
  }

  /**
   * Only what a listing shows.
   *
   * @param versions makes the tags that follow from identities
   */
  static ListedObject decodeListed(ObjectKey key, byte[] value, VersionTags versions) {
    try {
      RecordReader in = new RecordReader(value);
      int head = in.u8();
      int kind = (head & IS_DOUBTED) != 0 ? TAG_NONE : head & TAG_MASK;
      FileIdentity identity = readIdentity(in);
      EntityTag tag =
          kind == TAG_NONE || kind == TAG_UNREAD ? versions.of(identity) : readTag(in, kind);
      return new ListedObject(key, identity, tag);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(key, e);
    }
  }

  /** Only the state that the row is of. */
  static FileIdentity decodeIdentity(byte[] value) {
    try {
      RecordReader in = new RecordReader(value);
      in.u8();
      return readIdentity(in);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IndexFaultException(IndexFailure.Kind.DAMAGED, "an unreadable object row", e);
    }
  }

  /** Only the inode. */
  static long decodeInode(byte[] value) {
    return decodeNumber(value, 0);
  }

  /** Only inode and size, under a name of the caller's. */
  static IndexedChild decodeChild(byte[] name, byte[] value) {
    return new IndexedChild(name, decodeInode(value), decodeSize(value), true);
  }

  /** Only the size. */
  static long decodeSize(byte[] value) {
    return decodeNumber(value, 1);
  }

  /** Whether nothing is known of the content, or what is known is in doubt. */
  static boolean isUnhashed(byte[] value) {
    if (value.length == 0) {
      return false;
    }
    int kind = value[0] & TAG_MASK;
    return kind == TAG_NONE || kind == TAG_UNREAD || (value[0] & IS_DOUBTED) != 0;
  }

  private static long decodeNumber(byte[] value, int index) {
    try {
      RecordReader in = new RecordReader(value);
      in.u8();
      for (int skipped = 0; skipped < index; skipped++) {
        in.varint();
      }
      return in.varint();
    } catch (IndexOutOfBoundsException e) {
      throw new IndexFaultException(IndexFailure.Kind.DAMAGED, "an unreadable object row", e);
    }
  }

  private static @Nullable ContentClaim stored(ObjectEntry entry) {
    return entry.claim() != null ? entry.claim() : entry.doubted();
  }

  private static int head(ObjectEntry entry) {
    ContentClaim claim = stored(entry);
    int head = hasMetadata(entry) ? HAS_METADATA : 0;
    head |= entry.doubted() != null ? IS_DOUBTED : 0;
    head |= entry.metadata().tags().isEmpty() ? 0 : HAS_TAGS;
    if (claim != null) {
      head |= claim.tag().value().length() == MD5_DIGITS ? TAG_MD5 : TAG_PARTS;
      head |= claim.checksums().isEmpty() ? 0 : HAS_CHECKSUMS;
      head |= claim.parts().runs().isEmpty() ? 0 : HAS_PARTS;
      head |= claim.parts().checksums().isEmpty() ? 0 : HAS_PART_CHECKSUMS;
    }
    return head;
  }

  private static boolean hasMetadata(ObjectEntry entry) {
    return !entry.metadata().withTags(Map.of()).equals(ObjectMetadata.NONE);
  }

  static void writeIdentity(RecordWriter out, FileIdentity identity) {
    out.varint(identity.inode()).varint(identity.sizeBytes()).fixed64(identity.mtimeNanos());
    out.signed(identity.ctimeNanos() - identity.mtimeNanos());
  }

  static FileIdentity readIdentity(RecordReader in) {
    long inode = in.varint();
    long sizeBytes = in.varint();
    long mtimeNanos = in.fixed64();
    return new FileIdentity(inode, sizeBytes, mtimeNanos, mtimeNanos + in.signed());
  }

  private static void writeTag(RecordWriter out, EntityTag tag) {
    out.raw(HEX.parseHex(tag.value(), 0, MD5_DIGITS));
    if (tag.value().length() > MD5_DIGITS) {
      out.text(tag.value().substring(MD5_DIGITS));
    }
  }

  private static EntityTag readTag(RecordReader in, int kind) {
    return switch (kind) {
      case TAG_MD5 -> new EntityTag(in.hex(MD5_BYTES));
      case TAG_PARTS -> new EntityTag(in.hex(MD5_BYTES) + in.text());
      default -> throw new IllegalArgumentException("unknown kind of tag " + kind);
    };
  }

  private static RecordWriter metadata(ObjectMetadata metadata) {
    RecordWriter out = new RecordWriter();
    out.optional(metadata.contentType()).optional(metadata.contentEncoding());
    out.optional(metadata.contentDisposition()).optional(metadata.contentLanguage());
    out.optional(metadata.cacheControl()).optional(metadata.expires());
    return pairs(out, metadata.user());
  }

  private static RecordWriter pairs(RecordWriter out, Map<String, String> pairs) {
    out.varint(pairs.size());
    pairs.forEach((name, value) -> out.text(name).text(value));
    return out;
  }

  private static Map<String, String> readPairs(RecordReader in) {
    Map<String, String> pairs = new TreeMap<>();
    for (long left = in.varint(); left > 0; left--) {
      pairs.put(in.text(), in.text());
    }
    return pairs;
  }

  private static ObjectMetadata readMetadata(RecordReader in) {
    in.varint();
    String type = in.optional();
    String encoding = in.optional();
    String disposition = in.optional();
    String language = in.optional();
    String cacheControl = in.optional();
    String expires = in.optional();
    Map<String, String> user = readPairs(in);
    return new ObjectMetadata(type, encoding, disposition, language, cacheControl, expires, user);
  }

  private static RecordWriter checksums(List<Checksum> checksums) {
    RecordWriter out = new RecordWriter().varint(checksums.size());
    for (Checksum checksum : checksums) {
      out.u8(checksum.algorithm().code());
      out.u8(checksum.type() == Checksum.Type.COMPOSITE ? 1 : 0);
      out.text(checksum.value());
    }
    return out;
  }

  private static List<Checksum> readChecksums(RecordReader in) {
    in.varint();
    List<Checksum> checksums = new ArrayList<>();
    for (long left = in.varint(); left > 0; left--) {
      ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofCode(in.u8());
      Checksum.Type type = in.u8() == 1 ? Checksum.Type.COMPOSITE : Checksum.Type.FULL_OBJECT;
      checksums.add(new Checksum(algorithm, type, in.text()));
    }
    return checksums;
  }

  private static RecordWriter parts(PartLayout layout) {
    RecordWriter out = new RecordWriter().varint(layout.runs().size());
    layout.runs().forEach(run -> out.varint(run.parts()).varint(run.sizeBytes()));
    return out;
  }

  private static PartLayout readParts(RecordReader in) {
    in.varint();
    List<PartLayout.Run> runs = new ArrayList<>();
    for (long left = in.varint(); left > 0; left--) {
      runs.add(new PartLayout.Run((int) in.varint(), in.varint()));
    }
    return new PartLayout(runs);
  }

  private static RecordWriter partChecksums(PartLayout layout) {
    RecordWriter out = new RecordWriter().varint(layout.checksums().size());
    layout.checksums().forEach(out::text);
    return out;
  }

  private static PartLayout readPartChecksums(RecordReader in, PartLayout sizes) {
    in.varint();
    List<String> checksums = new ArrayList<>();
    for (long left = in.varint(); left > 0; left--) {
      checksums.add(in.text());
    }
    return sizes.withChecksums(checksums);
  }

  private static IndexFaultException damaged(ObjectKey key, RuntimeException cause) {
    return new IndexFaultException(
        IndexFailure.Kind.DAMAGED, "the row of '" + key + "' is unreadable", cause);
  }
}
