package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.EntityTag;
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

  private Elements() {}

  /** The root element of a document, in S3's namespace. */
  static XmlWriter root(String name, int expectedBytes) {
    return new XmlWriter(expectedBytes).open(name + " xmlns=\"" + NAMESPACE + "\"");
  }

  /** A name, percent-encoded when the client asked for it. */
  static String name(String name, boolean urlEncoded) {
    return urlEncoded ? PercentCoding.encode(name) : name;
  }

  static void owner(XmlWriter xml, String element, Owner owner) {
    xml.open(element);
    xml.element("ID", owner.id()).element("DisplayName", owner.displayName());
    xml.close(element);
  }

  static void commonPrefixes(XmlWriter xml, List<ObjectKey> prefixes, boolean urlEncoded) {
    for (ObjectKey prefix : prefixes) {
      xml.open("CommonPrefixes");
      xml.element("Prefix", name(prefix.toString(), urlEncoded));
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
    xml.element("ETag", tag.quoted());
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
