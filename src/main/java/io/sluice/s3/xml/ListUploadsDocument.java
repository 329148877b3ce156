package io.sluice.s3.xml;

import io.sluice.model.Owner;
import io.sluice.model.UploadPage;
import io.sluice.model.UploadSummary;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;

/** Answers ListMultipartUploads. */
public final class ListUploadsDocument {
  private static final String ROOT = "ListMultipartUploadsResult";

  private ListUploadsDocument() {}

  /** The document. */
  public static byte[] bytes(S3Request.ListMultipartUploads request, UploadPage page, Owner owner) {
    ListParameters list = request.list();
    boolean truncated = page.truncated() && list.maxEntries() > 0;
    XmlWriter xml = Elements.root(ROOT, 1024 + 400 * page.uploads().size());
    xml.element("Bucket", request.bucket());
    xml.element("KeyMarker", Elements.name(request.keyMarker(), list.urlEncoded()));
    xml.element("UploadIdMarker", request.uploadIdMarker());
    if (truncated) {
      xml.element("NextKeyMarker", Elements.name(page.nextKeyMarker(), list.urlEncoded()));
      xml.element("NextUploadIdMarker", page.nextUploadIdMarker());
    }
    xml.element("Prefix", Elements.name(list.prefix(), list.urlEncoded()));
    ListingElements.parameters(xml, list, "MaxUploads");
    xml.element("IsTruncated", truncated);
    for (UploadSummary upload : page.uploads()) {
      xml.open("Upload");
      xml.element("Key", Elements.name(upload.key().toString(), list.urlEncoded()));
      xml.element("UploadId", upload.uploadId());
      Elements.owner(xml, "Initiator", owner);
      Elements.owner(xml, "Owner", owner);
      xml.element("StorageClass", "STANDARD").element("Initiated", upload.initiated());
      xml.close("Upload");
    }
    Elements.commonPrefixes(xml, page.commonPrefixes(), list.urlEncoded());
    return xml.close(ROOT).bytes();
  }
}
