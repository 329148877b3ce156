package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectEntry;
import io.sluice.s3.ObjectAttribute;
import io.sluice.s3.S3Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers GetObjectAttributes. */
public final class AttributesDocument {
  private static final String ROOT = "GetObjectAttributesResponse";

  private AttributesDocument() {}

  /** The document; an attribute that the object does not have is left out. */
  public static byte[] bytes(S3Request.GetObjectAttributes request, ObjectEntry entry) {
    XmlWriter xml = Elements.root(ROOT, 1024);
    ContentClaim claim = entry.claim();
    // In S3's own order; here, and only here, the tag has no quotes.
    if (request.wanted().contains(ObjectAttribute.ETAG)) {
      xml.element("ETag", entry.tag().value());
    }
    if (request.wanted().contains(ObjectAttribute.CHECKSUM)) {
      checksum(xml, claim);
    }
    if (request.wanted().contains(ObjectAttribute.OBJECT_PARTS)) {
      parts(xml, request, claim);
    }
    if (request.wanted().contains(ObjectAttribute.STORAGE_CLASS)) {
      xml.element("StorageClass", "STANDARD");
    }
    if (request.wanted().contains(ObjectAttribute.OBJECT_SIZE)) {
      xml.element("ObjectSize", entry.identity().sizeBytes());
    }
    return xml.close(ROOT).bytes();
  }

  private static void checksum(XmlWriter xml, @Nullable ContentClaim claim) {
    List<Checksum> checksums = claim == null ? List.of() : claim.checksums();
    if (!checksums.isEmpty()) {
      xml.open("Checksum");
      Elements.checksums(xml, checksums);
      xml.close("Checksum");
    }
  }

  private static void parts(
      XmlWriter xml, S3Request.GetObjectAttributes request, @Nullable ContentClaim claim) {
    int count = claim == null ? 0 : claim.parts().count();
    if (claim == null || count == 0) {
      return;
    }
    int first = Math.min(request.partNumberMarker(), count);
    int last = Math.min(count, first + request.maxParts());
    xml.open("ObjectParts");
    xml.element("PartsCount", count);
    xml.element("PartNumberMarker", request.partNumberMarker());
    xml.element("NextPartNumberMarker", last);
    xml.element("MaxParts", request.maxParts());
    xml.element("IsTruncated", last < count && request.maxParts() > 0);
    for (int number = first + 1; number <= last; number++) {
      xml.open("Part");
      xml.element("PartNumber", number);
      xml.element("Size", claim.parts().span(number - 1).sizeBytes());
      Elements.checksum(xml, claim.partChecksum(number));
      xml.close("Part");
    }
    xml.close("ObjectParts");
  }
}
