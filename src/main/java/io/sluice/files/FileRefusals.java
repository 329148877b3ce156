package io.sluice.files;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/**
 * What a failed system call means to the client whose request caused it. One table for every room.
 */
public final class FileRefusals {
  private FileRefusals() {}

  /** The refusal that a failure while writing or removing an object becomes. */
  public static Refusal of(FileFailure failure) {
    return switch (failure.errno()) {
      case ENOSPC, EDQUOT ->
          new Refusal(Reason.INSUFFICIENT_STORAGE, "The volume has no space left for this object.");
      case ENAMETOOLONG ->
          new Refusal(Reason.KEY_TOO_LONG, "The volume can't hold a name as long as this.");
      case EISDIR, EEXIST, ENOTEMPTY ->
          new Refusal(
              Reason.KEY_CONFLICT,
              "A directory of this name exists: one name can't be an object and a prefix.");
      case ENOTDIR, ELOOP ->
          new Refusal(
              Reason.KEY_CONFLICT,
              "A part of the key's path is an object or a link, not a directory.");
      case ENOENT, ENODATA -> new Refusal(Reason.NO_SUCH_KEY, "The key does not exist.");
      case EACCES, EPERM ->
          new Refusal(Reason.ACCESS_DENIED, "The gateway's user may not do this on the volume.");
      case EROFS -> new Refusal(Reason.ACCESS_DENIED, "The volume is mounted read-only.");
      case EXDEV ->
          new Refusal(
              Reason.INVALID_REQUEST, "The key lies on another file system than its volume.");
      case EFBIG ->
          new Refusal(Reason.ENTITY_TOO_LARGE, "The volume's file system has no files this large.");
      case ERANGE ->
          new Refusal(
              Reason.METADATA_TOO_LARGE,
              "Metadata and tags take more room than the volume's file system gives them.");
      case EMFILE, ENFILE, EAGAIN, EBUSY ->
          new Refusal(Reason.SLOW_DOWN, "The gateway is out of a resource; try again.");
      case ESTALE, ENODEV ->
          new Refusal(Reason.SERVICE_UNAVAILABLE, "The volume can't be reached; try again.");
      case EIO, EBADF, EINVAL, EMLINK, ENOSYS, EOPNOTSUPP, OTHER ->
          new Refusal(Reason.INTERNAL_ERROR, "The volume's file system reported an error.");
    };
  }
}
