package io.sluice.s3.xml;

import io.sluice.model.Owner;
import io.sluice.s3.UnsetConfiguration;

/** What a private bucket without versions truthfully says of itself and its objects. */
public final class BucketDocuments {
  private static final String DEFAULT_REGION = "us-east-1";

  private BucketDocuments() {}

  /** The answer to GetBucketLocation: S3 writes nothing for its first region. */
  public static byte[] location(String region) {
    String text = region.equalsIgnoreCase(DEFAULT_REGION) ? "" : region;
    XmlWriter xml = Elements.root("LocationConstraint", 256);
    return xml.text(text).close("LocationConstraint").bytes();
  }

  /** The answer to GetBucketVersioning where versioning was never turned on. */
  public static byte[] versioning() {
    return empty("VersioningConfiguration");
  }

  /** The answer that says that a setting is not set, for those that have one. */
  public static byte[] unset(UnsetConfiguration configuration) {
    return switch (configuration) {
      case ACCELERATE -> empty("AccelerateConfiguration");
      case LOGGING -> empty("BucketLoggingStatus");
      case NOTIFICATION -> empty("NotificationConfiguration");
      case REQUEST_PAYMENT ->
          Elements.root("RequestPaymentConfiguration", 256)
              .element("Payer", "BucketOwner")
              .close("RequestPaymentConfiguration")
              .bytes();
      case ENCRYPTION,
          LIFECYCLE,
          OBJECT_LOCK,
          OWNERSHIP,
          POLICY,
          POLICY_STATUS,
          PUBLIC_ACCESS_BLOCK,
          REPLICATION,
          WEBSITE ->
          throw new IllegalArgumentException(configuration + " is told by an error");
    };
  }

  /** The answer to GetBucketAcl and GetObjectAcl: all rights, for the owner alone. */
  public static byte[] acl(Owner owner) {
    XmlWriter xml = Elements.root("AccessControlPolicy", 768);
    Elements.owner(xml, "Owner", owner);
    xml.open("AccessControlList").open("Grant");
    xml.open(
        "Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            + " xsi:type=\"CanonicalUser\"");
    xml.element("ID", owner.id()).element("DisplayName", owner.displayName());
    xml.close("Grantee").element("Permission", "FULL_CONTROL");
    xml.close("Grant").close("AccessControlList");
    return xml.close("AccessControlPolicy").bytes();
  }

  private static byte[] empty(String root) {
    return Elements.root(root, 256).close(root).bytes();
  }
}
