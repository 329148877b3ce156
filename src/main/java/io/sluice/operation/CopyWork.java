package io.sluice.operation;

import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import org.jspecify.annotations.Nullable;

/** Copies a whole object into staging, within the kernel. Blocking. */
final class CopyWork {
  private CopyWork() {}

  /**
   * A sealed copy of an open object. What is known of its content is carried over, unless the content
   * changed while it was copied, which is refused.
   *
   * @return the staged file's name
   */
  static String copy(
      ObjectReads.Opened source,
      VolumeRoot target,
      ObjectMetadata metadata,
      @Nullable ContentClaim claim) {
    try (source;
        StagedFile staged = target.staging().create()) {
      OpenFile file = source.file();
      if (file != null) {
        staged.copyFrom(file, 0, source.entry().identity().sizeBytes(), 0);
        refuseIfChanged(file);
      }
      staged.seal(metadata, claim);
      staged.keep();
      return staged.name();
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  static void refuseIfChanged(OpenFile file) throws FileFailure {
    if (!file.statusNow().identity().equals(file.status().identity())) {
      throw Refusal.exception(
          Reason.CONDITIONAL_REQUEST_CONFLICT,
          "The source was changed while it was being copied; try again.");
    }
  }
}
