package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Owner;
import io.sluice.model.PartPage;
import io.sluice.model.PartSummary;
import io.sluice.s3.S3Request;

/** Answers ListParts. */
public final class ListPartsDocument {
  private static final String ROOT = "ListPartsResult";

  private ListPartsDocument() {}

  /** The document. */
  public static byte[] bytes(S3Request.ListParts request, PartPage page, Owner owner) {
    XmlWriter xml = Elements.root(ROOT, 1024 + 320 * page.parts().size());
    xml.element("Bucket", request.bucket());
    xml.element("Key", Elements.name(request.key().toString(), request.urlEncoded()));
    xml.element("UploadId", request.uploadId());
    Elements.owner(xml, "Initiator", owner);
    Elements.owner(xml, "Owner", owner);
    xml.element("StorageClass", "STANDARD");
    window(xml, request, page);
    ChecksumAlgorithm algorithm = page.checksum();
    Checksum.Type type = page.checksumType();
    if (algorithm != null && type != null) {
      xml.element("ChecksumAlgorithm", algorithm.name()).element("ChecksumType", type.name());
    }
    page.parts().forEach(part -> part(xml, part));
    return xml.close(ROOT).bytes();
  }

  private static void window(XmlWriter xml, S3Request.ListParts request, PartPage page) {
    int marker = request.partNumberMarker();
    xml.element("PartNumberMarker", marker);
    xml.element(
        "NextPartNumberMarker", page.parts().isEmpty() ? marker : page.parts().getLast().number());
    xml.element("MaxParts", request.maxParts());
    xml.element("IsTruncated", page.truncated() && request.maxParts() > 0);
    if (request.urlEncoded()) {
      xml.element("EncodingType", "url");
    }
  }

  private static void part(XmlWriter xml, PartSummary part) {
    xml.open("Part").element("PartNumber", part.number());
    xml.element("LastModified", part.lastModified());
    xml.element("ETag", '"' + part.etag() + '"');
    xml.element("Size", part.sizeBytes());
    Elements.checksum(xml, part.checksum());
    xml.close("Part");
  }
}
