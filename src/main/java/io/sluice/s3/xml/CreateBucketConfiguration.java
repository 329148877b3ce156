package io.sluice.s3.xml;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** The body of CreateBucket. */
public final class CreateBucketConfiguration {
  /** Far more than it ever needs; read no more. */
  public static final int MAX_BYTES = 16 * 1024;

  private CreateBucketConfiguration() {}

  /**
   * The region that a document names, or null when it names none or is empty.
   *
   * @throws RefusedException with MALFORMED_XML, or with NOT_IMPLEMENTED for directory buckets and
   *     tags
   */
  public static @Nullable String parse(byte[] document) {
    if (document.length == 0) {
      return null;
    }
    XmlReader xml = new XmlReader(new ByteArrayInputStream(document));
    xml.root("CreateBucketConfiguration");
    String region = null;
    while (xml.nextChild()) {
      region = region(xml);
    }
    xml.end();
    return region == null || region.isEmpty() ? null : region;
  }

  private static String region(XmlReader xml) {
    return switch (xml.name()) {
      case "LocationConstraint" -> xml.text().strip();
      case "Bucket", "Location", "Tags" ->
          throw Refusal.exception(
              Reason.NOT_IMPLEMENTED,
              "Of a bucket's configuration only LocationConstraint is implemented.");
      default -> throw XmlReader.malformed();
    };
  }
}
