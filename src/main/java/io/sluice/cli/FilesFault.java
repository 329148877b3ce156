package io.sluice.cli;

import io.sluice.files.FileFailure;

/** Says of a volume that can't be attached what there is to be done. */
final class FilesFault {
  private FilesFault() {}

  static String text(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof FileFailure reason ? advice(reason) + " (" + message + ")" : message;
  }

  private static String advice(FileFailure failure) {
    return switch (failure.errno()) {
      case EACCES, EPERM -> "the user that this process runs as may not read and write there";
      case EROFS -> "its file system is mounted read-only, but bodies are staged on it";
      case ENOSPC, EDQUOT -> "its file system is full";
      case ENOENT ->
          "there is no such directory, or it has never been served, such as the empty place of a"
              + " file system that is not mounted; a restart takes what is there, unless another"
              + " node of the cluster serves the volume";
      case EBUSY ->
          "another node serves it; nodes that share a volume must be members of one cluster";
      case ESTALE, EIO, ENODEV -> "its file system does not answer";
      default -> "it can't be used";
    };
  }
}
