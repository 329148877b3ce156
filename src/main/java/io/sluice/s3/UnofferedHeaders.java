package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.List;

/**
 * Headers that ask for what Sluice does not do. They are refused, not ignored: who asks for
 * encryption, a lock or a public object must not believe to have it.
 */
final class UnofferedHeaders {
  static final String ACL = "x-amz-acl";

  static final String STORAGE_CLASS = "x-amz-storage-class";

  /** What all of them begin with. */
  private static final String AMZ = "x-amz-";

  private static final List<String> PREFIXES =
      List.of(
          "x-amz-server-side-encryption",
          "x-amz-copy-source-server-side-encryption",
          "x-amz-object-lock-");

  private static final List<String> NAMES =
      List.of("x-amz-website-redirect-location", "x-amz-write-offset-bytes");

  /** Conditions that only deletes have. */
  private static final List<String> OF_DELETES =
      List.of("x-amz-if-match-last-modified-time", "x-amz-if-match-size");

  private UnofferedHeaders() {}

  static void check(ParsedHead head) {
    for (RequestHead.Header header : head.headers()) {
      String name = header.name();
      if (!name.startsWith(AMZ)) {
        continue;
      }
      if (OF_DELETES.contains(name) && !head.method().equals("DELETE")) {
        throw notImplemented(name);
      }
      // In another request it would be passed over, and the object stay where it is.
      if (name.startsWith(RenameHeaders.SOURCE) && !head.query().has(RenameHeaders.PARAMETER)) {
        throw notImplemented(name);
      }
      if (name.startsWith("x-amz-grant-") || (name.equals(ACL) && !isPrivate(header.value()))) {
        throw Refusal.exception(
            Reason.ACCESS_CONTROL_LIST_NOT_SUPPORTED, "The bucket does not allow ACLs.");
      }
      if (isUnoffered(name, header.value())) {
        throw notImplemented(name);
      }
    }
    String storageClass = head.header(STORAGE_CLASS);
    if (storageClass != null && !storageClass.equals("STANDARD")) {
      throw Refusal.exception(
          Reason.INVALID_STORAGE_CLASS, "The storage class you specified is not valid.");
    }
  }

  // Every bucket is private to its owner, which is what these two values mean here.
  private static boolean isPrivate(String acl) {
    return acl.equals("private") || acl.equals("bucket-owner-full-control");
  }

  private static boolean isUnoffered(String name, String value) {
    return switch (name) {
      case "x-amz-object-ownership" -> !value.equals("BucketOwnerEnforced");
      case "x-amz-bucket-object-lock-enabled" -> !value.equalsIgnoreCase("false");
      default -> NAMES.contains(name) || hasUnofferedPrefix(name);
    };
  }

  private static boolean hasUnofferedPrefix(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static RefusedException notImplemented(String name) {
    return Refusal.exception(
        Reason.NOT_IMPLEMENTED,
        "A header you provided implies functionality that is not implemented: " + name + ".");
  }
}
