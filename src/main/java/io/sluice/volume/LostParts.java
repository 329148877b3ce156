package io.sluice.volume;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Acknowledged parts whose content another program has removed or cut. They are told by the size,
 * the links and the inode of their file; what was only overwritten is not noticed.
 */
final class LostParts {
  private static final Set<Errno> LOSSES =
      EnumSet.of(Errno.ENOENT, Errno.ENODATA, Errno.ENOTDIR, Errno.EISDIR, Errno.ELOOP);

  private LostParts() {}

  /** Something done with the file of a part. */
  interface Work {
    void run() throws FileFailure;
  }

  /** The client may send the part again and then complete. */
  static RefusedException refusal(int number) {
    return Refusal.exception(
        Reason.INVALID_PART,
        "The content of part "
            + number
            + " was changed on the volume by another program; send the part again.");
  }

  /** Does it; refuses when the part's file is gone, is no file or is too short. */
  static void refusing(int number, Work work) throws FileFailure {
    try {
      work.run();
    } catch (FileFailure failure) {
      if (isLoss(failure)) {
        throw refusal(number);
      }
      throw failure;
    }
  }

  /** Whether a file is gone, is none or ends too early. */
  static boolean isLoss(FileFailure failure) {
    return LOSSES.contains(failure.errno());
  }

  /** Refuses when the file of slots is not the one that these parts were written to, or shorter. */
  static void refuse(List<JournalLine.Part> slots, StagedFile file, JournalLine.Body now)
      throws FileFailure {
    long bytes = file.soleBytes();
    for (JournalLine.Part part : slots) {
      if (part.isElsewhere(now) || part.offsetBytes() + part.content().sizeBytes() > bytes) {
        throw refusal(part.number());
      }
    }
  }
}
