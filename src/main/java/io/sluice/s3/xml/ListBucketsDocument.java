package io.sluice.s3.xml;

import io.sluice.model.BucketSummary;
import io.sluice.model.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers ListBuckets. */
public final class ListBucketsDocument {
  private ListBucketsDocument() {}

  /**
   * The document.
   *
   * @param buckets in order of their names
   * @param prefix what the request asked for; empty for all
   * @param nextToken for the next page, or null when this is the last one
   */
  public static byte[] bytes(
      Owner owner, List<BucketSummary> buckets, String prefix, @Nullable String nextToken) {
    XmlWriter xml = Elements.root("ListAllMyBucketsResult", 512 + 160 * buckets.size());
    Elements.owner(xml, "Owner", owner);
    xml.open("Buckets");
    for (BucketSummary bucket : buckets) {
      xml.open("Bucket").element("Name", bucket.name());
      xml.element("CreationDate", bucket.created()).close("Bucket");
    }
    xml.close("Buckets");
    if (nextToken != null) {
      xml.element("ContinuationToken", nextToken);
    }
    if (!prefix.isEmpty()) {
      xml.element("Prefix", prefix);
    }
    return xml.close("ListAllMyBucketsResult").bytes();
  }
}
