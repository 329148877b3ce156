package io.sluice.s3.xml;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.io.ByteArrayInputStream;

/**
 * What PutBucketVersioning asks for. Files have no versions, so suspending them is nothing to do.
 *
 * <p>Source: S3 API reference, PutBucketVersioning.
 */
public final class VersioningRequest {
  public static final int MAX_BYTES = 16 * 1024;

  private VersioningRequest() {}

  /**
   * Takes a document that asks for no versions.
   *
   * @throws io.sluice.model.RefusedException NOT_IMPLEMENTED for one that asks, MALFORMED_XML
   */
  public static void check(byte[] document) {
    XmlReader xml = new XmlReader(new ByteArrayInputStream(document));
    xml.root("VersioningConfiguration");
    String status = "";
    String delete = "Disabled";
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Status" -> status = xml.text().strip();
        case "MfaDelete" -> delete = xml.text().strip();
        default -> throw XmlReader.malformed();
      }
    }
    xml.end();
    if (status.equals("Enabled") || delete.equals("Enabled")) {
      throw Refusal.exception(
          Reason.NOT_IMPLEMENTED, "A volume's files have no versions: they can't be enabled.");
    }
    if (!status.equals("Suspended") || !delete.equals("Disabled")) {
      throw XmlReader.malformed();
    }
  }
}
