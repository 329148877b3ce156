package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.EntityTag;
import java.time.Instant;
import java.util.List;

/** Answers CopyObject and UploadPartCopy. */
public final class CopyDocument {
  private CopyDocument() {}

  /** The answer to CopyObject. */
  public static byte[] ofObject(EntityTag tag, Instant lastModified, List<Checksum> checksums) {
    XmlWriter xml = Elements.root("CopyObjectResult", 512);
    Elements.tag(xml, tag);
    xml.element("LastModified", lastModified);
    Elements.checksums(xml, checksums);
    return xml.close("CopyObjectResult").bytes();
  }

  /** The answer to UploadPartCopy. */
  public static byte[] ofPart(EntityTag tag, Instant lastModified, List<Checksum> checksums) {
    XmlWriter xml = Elements.root("CopyPartResult", 512);
    Elements.tag(xml, tag);
    xml.element("LastModified", lastModified);
    checksums.forEach(checksum -> Elements.checksum(xml, checksum));
    return xml.close("CopyPartResult").bytes();
  }
}
