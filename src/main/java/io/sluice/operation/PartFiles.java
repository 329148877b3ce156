package io.sluice.operation;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** The files that parts are written to. */
final class PartFiles {
  private PartFiles() {}

  /** Opens the file that the owner named; its folder is gone when the upload was aborted. */
  static StagedFile open(VolumeRoot root, String uploadId, String fileName) throws FileFailure {
    try {
      return root.staging().openInFolder(uploadId, fileName, true);
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.ENOENT) {
        throw Refusal.exception(
            Reason.NO_SUCH_UPLOAD,
            "The upload was aborted or completed while the part was being sent.");
      }
      throw failure;
    }
  }
}
