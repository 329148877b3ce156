package io.sluice.s3.xml;

import io.sluice.model.ListPage;
import io.sluice.model.ListedObject;
import io.sluice.model.Owner;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;

/** Answers ListObjectVersions of a bucket without versions: each object is its only one. */
public final class ListVersionsDocument {
  private static final String ROOT = "ListVersionsResult";

  /** The id of the version of an object that has no versions. */
  public static final String VERSION_ID = "null";

  private ListVersionsDocument() {}

  /** The document. */
  public static byte[] bytes(S3Request.ListObjectVersions request, ListPage page, Owner owner) {
    ListParameters list = request.list();
    boolean truncated = page.truncated() && list.maxEntries() > 0;
    XmlWriter xml = Elements.root(ROOT, 1024 + 400 * page.objects().size());
    xml.element("Name", request.bucket());
    xml.element("Prefix", Elements.name(list.prefix(), list.urlEncoded()));
    ListingElements.parameters(xml, list, "MaxKeys");
    xml.element("KeyMarker", Elements.name(request.keyMarker(), list.urlEncoded()));
    xml.element("VersionIdMarker", request.versionIdMarker());
    xml.element("IsTruncated", truncated);
    if (truncated) {
      String next = page.position().after().toString();
      xml.element("NextKeyMarker", Elements.name(next, list.urlEncoded()));
      if (!page.position().isPrefix()) {
        xml.element("NextVersionIdMarker", VERSION_ID);
      }
    }
    for (ListedObject object : page.objects()) {
      version(xml, object, list.urlEncoded(), owner);
    }
    Elements.commonPrefixes(xml, page.commonPrefixes(), list.urlEncoded());
    return xml.close(ROOT).bytes();
  }

  private static void version(XmlWriter xml, ListedObject object, boolean urlEncoded, Owner owner) {
    xml.open("Version");
    xml.element("Key", Elements.name(object.key().toString(), urlEncoded));
    xml.element("VersionId", VERSION_ID);
    xml.element("IsLatest", true);
    Elements.state(xml, object);
    Elements.owner(xml, "Owner", owner);
    xml.close("Version");
  }
}
