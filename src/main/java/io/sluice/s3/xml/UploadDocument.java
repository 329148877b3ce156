package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.EntityTag;
import io.sluice.s3.S3Request;
import java.util.List;

/** Answers CreateMultipartUpload and CompleteMultipartUpload. */
public final class UploadDocument {
  private UploadDocument() {}

  /** The answer to CreateMultipartUpload. */
  public static byte[] created(S3Request.CreateMultipartUpload request, String uploadId) {
    XmlWriter xml = Elements.root("InitiateMultipartUploadResult", 1024);
    xml.element("Bucket", request.bucket()).element("Key", request.key().toString());
    xml.element("UploadId", uploadId);
    return xml.close("InitiateMultipartUploadResult").bytes();
  }

  /**
   * The answer to CompleteMultipartUpload.
   *
   * @param location the object's URL
   */
  public static byte[] completed(
      S3Request.CompleteMultipartUpload request,
      String location,
      EntityTag tag,
      List<Checksum> checksums) {
    XmlWriter xml = Elements.root("CompleteMultipartUploadResult", 1024);
    xml.element("Location", location).element("Bucket", request.bucket());
    xml.element("Key", request.key().toString());
    Elements.tag(xml, tag);
    Elements.checksums(xml, checksums);
    return xml.close("CompleteMultipartUploadResult").bytes();
  }
}
