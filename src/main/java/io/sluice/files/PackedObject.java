package io.sluice.files;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a file and the stamp of its claim as one attribute, in {@link AttributeName#META}'s
 * place. ext4 keeps some 60 bytes of attributes in the inode, which nearly all objects fit into;
 * what is longer takes a block of 4 KiB for each file, and costs as much as writing the file.
 *
 * <pre>
 * +---+-------+-------------------------------------------------------------+-------------------+
 * | 2 | flags | [MD5 16B, inode, size: varint, mtime 8B, stamp - mtime: zz] | [n, n checksums]  |
 * +---+-------+-------------------------------------------------------------+-------------------+
 * | [code of a content type 1B] or [metadata as JSON, to the end]           |
 * +-------------------------------------------------------------------------+
 * checksum: its algorithm 1B, its bytes
 * flags: bit 0 a stamp    bit 1 checksums    bit 2 code of a content type    bit 3 JSON
 * </pre>
 *
 * @param stamp null when nothing is claimed
 */
record PackedObject(ObjectMetadata metadata, @Nullable ContentStamp stamp) {
  /** Never the first byte of JSON. */
  private static final byte MARK = 2;

  private static final int HAS_STAMP = 1;
  private static final int HAS_CHECKSUMS = 2;
  private static final int HAS_TYPE = 4;
  private static final int HAS_JSON = 8;
  private static final int MD5_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  /** Their places are their codes: only to be appended to. */
  private static final List<String> TYPES =
      List.of(
          "binary/octet-stream",
          "application/octet-stream",
          "text/plain",
          "application/json",
          "application/x-tar",
          "application/gzip",
          "application/zip",
          "text/csv",
          "text/html",
          "image/jpeg",
          "image/png",
          "video/mp4",
          "application/x-www-form-urlencoded");

  /** Whether an attribute's value is one of these, rather than JSON. */
  static boolean is(byte[] value) {
    return value.length > 0 && value[0] == MARK;
  }

  /** Whether a claim can be kept so: that of content without parts. */
  static boolean holds(ContentClaim claim) {
    return claim.parts().equals(PartLayout.WHOLE)
        && claim.tag().value().length() == 2 * MD5_BYTES
        && claim.checksums().stream().allMatch(PackedObject::isPlain);
  }

  private static boolean isPlain(Checksum checksum) {
    if (checksum.type() != Checksum.Type.FULL_OBJECT) {
      return false;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(checksum.value());
      return bytes.length == checksum.algorithm().lengthBytes()
          && Base64.getEncoder().encodeToString(bytes).equals(checksum.value());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    ObjectMetadata untagged = metadata.withTags(Map.of());
    int type = TYPES.indexOf(String.valueOf(metadata.contentType()));
    boolean onlyType = type >= 0 && untagged.equals(ofType(TYPES.get(type)));
    boolean plain = untagged.equals(ObjectMetadata.NONE);
    ContentStamp stamped = stamp;
    boolean checksums = stamped != null && !stamped.claim().checksums().isEmpty();
    out.write(MARK);
    int described = plain ? 0 : onlyType ? HAS_TYPE : HAS_JSON;
    out.write((stamped != null ? HAS_STAMP : 0) | (checksums ? HAS_CHECKSUMS : 0) | described);
    if (stamped != null) {
      write(out, stamped);
    }
    if (onlyType) {
      out.write(type);
    } else if (!plain) {
      out.writeBytes(AttributeCodec.encode(untagged));
    }
    return out.toByteArray();
  }

  private static ObjectMetadata ofType(String type) {
    return new ObjectMetadata(type, null, null, null, null, null, Map.of());
  }

  private static void write(ByteArrayOutputStream out, ContentStamp stamp) {
    out.writeBytes(HEX.parseHex(stamp.claim().tag().value()));
    varint(out, stamp.inode());
    varint(out, stamp.sizeBytes());
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(stamp.mtimeNanos()).array());
    long later = stamp.stampedAtNanos() - stamp.mtimeNanos();
    varint(out, (later << 1) ^ (later >> 63));
    List<Checksum> checksums = stamp.claim().checksums();
    if (!checksums.isEmpty()) {
      out.write(checksums.size());
      for (Checksum checksum : checksums) {
        out.write(checksum.algorithm().code());
        out.writeBytes(Base64.getDecoder().decode(checksum.value()));
      }
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The object; null when the value is not ours, or was damaged. */
  static @Nullable PackedObject decode(byte[] value) {
    if (!is(value)) {
      return null;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(value, 1, value.length - 1);
      int flags = in.get();
      ContentStamp stamp = (flags & HAS_STAMP) == 0 ? null : stamp(in, flags);
      ObjectMetadata metadata = ObjectMetadata.NONE;
      if ((flags & HAS_TYPE) != 0) {
        metadata = ofType(TYPES.get(in.get()));
      } else if ((flags & HAS_JSON) != 0) {
        byte[] json = new byte[in.remaining()];
        in.get(json);
        metadata = AttributeCodec.metadata(json);
      }
      return new PackedObject(metadata, stamp);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return null;
    }
  }

  private static ContentStamp stamp(ByteBuffer in, int flags) {
    EntityTag tag = EntityTag.ofMd5(bytes(in, MD5_BYTES));
    long inode = varint(in);
    long sizeBytes = varint(in);
    long mtimeNanos = in.getLong();
    long later = varint(in);
    List<Checksum> checksums = (flags & HAS_CHECKSUMS) == 0 ? List.of() : checksums(in);
    return new ContentStamp(
        new ContentClaim(tag, checksums, PartLayout.WHOLE),
        inode,
        sizeBytes,
        mtimeNanos,
        mtimeNanos + ((later >>> 1) ^ -(later & 1)));
  }

  private static List<Checksum> checksums(ByteBuffer in) {
    List<Checksum> checksums = new ArrayList<>();
    for (int left = in.get(); left > 0; left--) {
      ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofCode(in.get());
      String value = Base64.getEncoder().encodeToString(bytes(in, algorithm.lengthBytes()));
      checksums.add(new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value));
    }
    return checksums;
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number longer than 64 bits");
  }
}
