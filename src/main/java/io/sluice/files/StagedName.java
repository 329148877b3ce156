package io.sluice.files;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a staged file relative to the staging folder. It comes back to us in commands, also
 * from other nodes, so it is checked.
 *
 * @param text {@code put/NAME}, {@code put/EPOCH/NAME} or {@code uploads/ID/NAME}
 */
record StagedName(String text) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_=~-][A-Za-z0-9._=~-]{0,199}");
  private static final Pattern IN_EPOCH =
      Pattern.compile("[1-9][0-9]{0,17}/[A-Za-z0-9_=~-][A-Za-z0-9._=~-]{0,199}");
  private static final Pattern ENTERED =
      Pattern.compile("([0-9a-f]{32})~([A-Za-z0-9_=-][A-Za-z0-9._=-]{0,99})");
  private static final String PUT = "put/";
  private static final String UPLOADS = "uploads/";

  /** The name, EINVAL when it is none that we would give. */
  static StagedName of(String text) throws FileFailure {
    StagedName name = new StagedName(text);
    if (!name.isOurs()) {
      throw new FileFailure(Errno.EINVAL, "resolve", "staged name " + text);
    }
    return name;
  }

  static StagedName ofPut(String name) throws FileFailure {
    return of(PUT + name);
  }

  static StagedName ofPut(long epoch, String name) throws FileFailure {
    return epoch == 0 ? ofPut(name) : of(PUT + epoch + "/" + name);
  }

  /** Where an upload's file belongs that has this name in an owner's folder; null for others. */
  static @Nullable StagedName ofEntered(String name) {
    var entered = ENTERED.matcher(name);
    return entered.matches()
        ? new StagedName(UPLOADS + entered.group(1) + "/" + entered.group(2))
        : null;
  }

  /** The name that this file has in the folder of an epoch. */
  StagedName in(long epoch) {
    String name = text.substring(text.lastIndexOf('/') + 1);
    String entered =
        text.startsWith(UPLOADS) ? text.substring(UPLOADS.length()).replace('/', '~') : name;
    return new StagedName(PUT + epoch + "/" + entered);
  }

  static StagedName ofUpload(String uploadId, String name) throws FileFailure {
    return of(UPLOADS + uploadId + "/" + name);
  }

  /** The folder of an upload as a path from the root; EINVAL for an id that we would not give. */
  static String uploadFolder(String uploadId) throws FileFailure {
    if (!PART.matcher(uploadId).matches()) {
      throw new FileFailure(Errno.EINVAL, "resolve", "upload " + uploadId);
    }
    return OwnFolders.UPLOADS + "/" + uploadId;
  }

  private boolean isOurs() {
    if (text.startsWith(PUT)) {
      String name = text.substring(PUT.length());
      return isPart(name) || IN_EPOCH.matcher(name).matches();
    }
    if (!text.startsWith(UPLOADS)) {
      return false;
    }
    int slash = text.indexOf('/', UPLOADS.length());
    return slash > 0
        && isPart(text.substring(UPLOADS.length(), slash))
        && isPart(text.substring(slash + 1));
  }

  private static boolean isPart(String part) {
    return PART.matcher(part).matches();
  }

  /** Whether it lies, or lay, in the folder of an epoch. */
  boolean isInEpoch() {
    return text.startsWith(PUT) && text.indexOf('/', PUT.length()) > 0;
  }

  /** As a path from the root of the volume. */
  String path() {
    return OwnFolders.STAGING + "/" + text;
  }

  /** The folder that holds it, as a path from the root of the volume. */
  String folder() {
    return OwnFolders.STAGING + "/" + text.substring(0, text.lastIndexOf('/'));
  }

  /** The last part. */
  byte[] name() {
    return Tree.bytes(text.substring(text.lastIndexOf('/') + 1));
  }
}
