package io.sluice.s3.xml;

import io.sluice.model.ListPage;
import io.sluice.model.ListedObject;
import io.sluice.model.Owner;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Answers ListObjects and ListObjectsV2. */
public final class ListObjectsDocument {
  /** From U+FFFE on, UTF-16 has two values that XML can't hold. */
  private static final int NO_CHARACTER = 0xFFFE;

  private static final String ROOT = "ListBucketResult";
  private static final int ENTRY_BYTES = 220;

  private ListObjectsDocument() {}

  /** The answer to ListObjects; entries always name their owner. */
  public static ByteBuffer bytes(S3Request.ListObjects request, ListPage page, Owner owner) {
    ListParameters list = request.list();
    XmlWriter xml = start(page, owner).element("Name", request.bucket());
    head(xml, list, prefixOfV1(list.prefix(), list), page);
    xml.element("Marker", Elements.name(request.marker(), list.urlEncoded()));
    // S3 names the next marker only here: without a delimiter it is the last key of the page.
    if (isTruncated(list, page) && !list.delimiter().isEmpty()) {
      String next = page.position().after().toString();
      xml.element("NextMarker", Elements.name(next, list.urlEncoded()));
    }
    return end(xml, list, page, owner);
  }

  /**
   * The answer to ListObjectsV2.
   *
   * @param nextToken for the next page; null exactly when nothing follows
   * @param owner named in entries when the request asked for it
   */
  public static ByteBuffer bytes(
      S3Request.ListObjectsV2 request, ListPage page, @Nullable String nextToken, Owner owner) {
    ListParameters list = request.list();
    String prefix = Elements.name(list.prefix(), list.urlEncoded());
    Owner named = request.fetchOwner() ? owner : null;
    XmlWriter xml = start(page, named).element("Name", request.bucket());
    head(xml, list, prefix, page);
    String token = request.continuationToken();
    if (token != null) {
      xml.element("ContinuationToken", token);
    }
    if (nextToken != null && isTruncated(list, page)) {
      xml.element("NextContinuationToken", nextToken);
    }
    if (!request.startAfter().isEmpty()) {
      xml.element("StartAfter", Elements.name(request.startAfter(), list.urlEncoded()));
    }
    xml.element("KeyCount", page.objects().size() + page.commonPrefixes().size());
    return end(xml, list, page, named);
  }

  /**
   * The older form repeats the prefix as it was sent even when the rest is percent-encoded, and its
   * clients don't decode it; but what XML can't hold is encoded all the same.
   */
  private static String prefixOfV1(String prefix, ListParameters list) {
    boolean plain =
        prefix.chars().allMatch(c -> (c >= ' ' && c < NO_CHARACTER) || c == '\n' || c == '\t');
    return Elements.name(prefix, list.urlEncoded() && !plain);
  }

  private static XmlWriter start(ListPage page, @Nullable Owner owner) {
    int entryBytes = ENTRY_BYTES + Elements.ownerBytes(owner);
    return Elements.root(ROOT, Elements.expectedBytes(page, entryBytes));
  }

  private static void head(XmlWriter xml, ListParameters list, String prefix, ListPage page) {
    xml.element("Prefix", prefix);
    ListingElements.parameters(xml, list, "MaxKeys");
    xml.element("IsTruncated", isTruncated(list, page));
  }

  /** A page that was asked to hold nothing ends the listing, or clients would ask for ever. */
  private static boolean isTruncated(ListParameters list, ListPage page) {
    return page.truncated() && list.maxEntries() > 0;
  }

  private static ByteBuffer end(
      XmlWriter xml, ListParameters list, ListPage page, @Nullable Owner owner) {
    for (ListedObject object : page.objects()) {
      xml.open("Contents");
      Elements.key(xml, "Key", object.key(), list.urlEncoded());
      Elements.state(xml, object);
      if (owner != null) {
        Elements.owner(xml, "Owner", owner);
      }
      xml.close("Contents");
    }
    Elements.commonPrefixes(xml, page.commonPrefixes(), list.urlEncoded());
    return xml.close(ROOT).whole();
  }
}
