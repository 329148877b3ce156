package io.sluice.s3.xml;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The access control list in PutBucketAcl and PutObjectAcl. A file has none, so only one is taken
 * that says what is so anyway: the owner has full control, and nobody else anything.
 *
 * <p>Source: S3 API reference, PutObjectAcl.
 */
public final class AclDocument {
  /** A list has at most 100 grants; read no more. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final String FULL_CONTROL = "FULL_CONTROL";

  private AclDocument() {}

  /**
   * Takes a list that changes nothing.
   *
   * @throws RefusedException ACCESS_CONTROL_LIST_NOT_SUPPORTED for any other, MALFORMED_XML
   */
  public static void check(byte[] document, String ownerId) {
    XmlReader xml = new XmlReader(new ByteArrayInputStream(document));
    xml.root("AccessControlPolicy");
    boolean listed = false;
    boolean plain = true;
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Owner" -> plain &= ownerId.equals(identified(xml));
        case "AccessControlList" -> {
          listed = true;
          plain &= isOwnersAlone(xml, ownerId);
        }
        default -> throw XmlReader.malformed();
      }
    }
    xml.end();
    if (!listed) {
      throw XmlReader.malformed();
    }
    if (!plain) {
      throw notSupported();
    }
  }

  private static boolean isOwnersAlone(XmlReader xml, String ownerId) {
    int grants = 0;
    boolean owners = true;
    while (xml.nextChild()) {
      if (!xml.name().equals("Grant")) {
        throw XmlReader.malformed();
      }
      grants++;
      owners &= isOwners(xml, ownerId);
    }
    return owners && grants == 1;
  }

  private static boolean isOwners(XmlReader xml, String ownerId) {
    boolean owner = false;
    boolean full = false;
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Grantee" -> owner = ownerId.equals(identified(xml));
        case "Permission" -> full = xml.text().strip().equals(FULL_CONTROL);
        default -> throw XmlReader.malformed();
      }
    }
    return owner && full;
  }

  /** The id of an owner or grantee; null for a group, or one named by mail address. */
  private static @Nullable String identified(XmlReader xml) {
    @Nullable String id = null;
    while (xml.nextChild()) {
      if (xml.name().equals("ID")) {
        id = xml.text().strip();
      } else {
        xml.skip();
      }
    }
    return id;
  }

  /** Access is configured, not stored with files. */
  private static RefusedException notSupported() {
    return Refusal.exception(
        Reason.ACCESS_CONTROL_LIST_NOT_SUPPORTED,
        "The bucket does not allow ACLs: its owner has full control, and nobody else any grant.");
  }
}
