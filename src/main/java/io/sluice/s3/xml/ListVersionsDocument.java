package io.sluice.s3.xml;

import io.sluice.model.ListPage;
import io.sluice.model.ListedObject;
import io.sluice.model.Owner;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import java.nio.ByteBuffer;

/** Answers ListObjectVersions of a bucket without versions: each object is its only one. */
public final class ListVersionsDocument {
  private static final String ROOT = "ListVersionsResult";
  private static final int ENTRY_BYTES = 270;

  /** The id of the version of an object that has no versions. */
  public static final String VERSION_ID = "null";

  private ListVersionsDocument() {}

  /** The document. */
  public static ByteBuffer bytes(S3Request.ListObjectVersions request, ListPage page, Owner owner) {
    ListParameters list = request.list();
    boolean truncated = page.truncated() && list.maxEntries() > 0;
    int entryBytes = ENTRY_BYTES + Elements.ownerBytes(owner);
    XmlWriter xml = Elements.root(ROOT, Elements.expectedBytes(page, entryBytes));
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
    return xml.close(ROOT).whole();
  }

  private static void version(XmlWriter xml, ListedObject object, boolean urlEncoded, Owner owner) {
    xml.open("Version");
    Elements.key(xml, "Key", object.key(), urlEncoded);
    xml.element("VersionId", VERSION_ID);
    xml.element("IsLatest", true);
    Elements.state(xml, object);
    Elements.owner(xml, "Owner", owner);
    xml.close("Version");
  }
}
