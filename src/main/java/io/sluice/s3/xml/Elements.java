package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.EntityTag;
import io.sluice.model.ListPage;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import io.sluice.model.Owner;
import io.sluice.s3.PercentCoding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements that several documents share. */
final class Elements {
  static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private static final long NANOS = 1_000_000_000;
  private static final int PREFIX_BYTES = 50;
  private static final int OWNER_BYTES = 60;

  private Elements() {}

  /** The root element of a document, in S3's namespace. */
  static XmlWriter root(String name, int expectedBytes) {
    return new XmlWriter(expectedBytes).open(name + " xmlns=\"" + NAMESPACE + "\"");
  }

  /** A name, percent-encoded when the client asked for it. */
  static String name(String name, boolean urlEncoded) {
    return urlEncoded ? PercentCoding.encode(name) : name;
  }

  /** An element with a key, percent-encoded when the client asked for it. */
  static void key(XmlWriter xml, String element, ObjectKey key, boolean urlEncoded) {
    xml.open(element);
    if (urlEncoded && !PercentCoding.isPlain(key)) {
      xml.text(PercentCoding.encode(key.toString()));
    } else {
      xml.text(key);
    }
    xml.close(element);
  }

  /**
   * How long the document of a page gets, or nearly: more is made room for by copying.
   *
   * @param entryBytes what an object takes beside its key
   */
  static int expectedBytes(ListPage page, int entryBytes) {
    long bytes = 1024;
    for (ListedObject object : page.objects()) {
      bytes += entryBytes + object.key().lengthBytes();
    }
    for (ObjectKey prefix : page.commonPrefixes()) {
      bytes += PREFIX_BYTES + prefix.lengthBytes();
    }
    return Math.toIntExact(bytes);
  }

  /** How long that of an owner gets. */
  static int ownerBytes(@Nullable Owner owner) {
    return owner == null ? 0 : OWNER_BYTES + owner.id().length() + owner.displayName().length();
  }

  static void owner(XmlWriter xml, String element, Owner owner) {
    xml.open(element);
    xml.element("ID", owner.id()).element("DisplayName", owner.displayName());
    xml.close(element);
  }

  static void commonPrefixes(XmlWriter xml, List<ObjectKey> prefixes, boolean urlEncoded) {
    for (ObjectKey prefix : prefixes) {
      xml.open("CommonPrefixes");
      key(xml, "Prefix", prefix, urlEncoded);
      xml.close("CommonPrefixes");
    }
  }

  /** What Contents and Version have in common, after their names. */
  static void state(XmlWriter xml, ListedObject object) {
    xml.element("LastModified", modified(object.identity().mtimeNanos()));
    tag(xml, object.tag());
    xml.element("Size", object.identity().sizeBytes());
    xml.element("StorageClass", "STANDARD");
  }

  static Instant modified(long mtimeNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(mtimeNanos, NANOS), Math.floorMod(mtimeNanos, NANOS));
  }

  static void tag(XmlWriter xml, EntityTag tag) {
    xml.open("ETag").text("\"").text(tag.value()).text("\"").close("ETag");
  }

  static void checksum(XmlWriter xml, @Nullable Checksum checksum) {
    if (checksum != null) {
      xml.element(checksumElement(checksum.algorithm()), checksum.value());
    }
  }

  static void checksums(XmlWriter xml, List<Checksum> checksums) {
    for (Checksum checksum : checksums) {
      checksum(xml, checksum);
    }
    if (!checksums.isEmpty()) {
      xml.element("ChecksumType", checksums.getFirst().type().name());
    }
  }

  static String checksumElement(ChecksumAlgorithm algorithm) {
    return "Checksum" + algorithm.name();
  }
}
