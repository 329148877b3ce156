package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.StoredUpload;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index say what the uploads' journals say, when a volume is taken over: after a crash,
 * and after the index was lost. Also forgets uploads that ended long ago.
 */
final class UploadRecovery {
  private static final Logger log = LoggerFactory.getLogger(UploadRecovery.class);

  /** How long a repeated Complete gets the first one's answer. */
  static final Duration ANSWER_KEPT = Duration.ofHours(24);

  private static final int BATCH = 1000;

  private final VolumeIndex index;
  private final UploadFiles files;
  private final InstantSource clock;

  UploadRecovery(VolumeIndex index, UploadFiles files, InstantSource clock) {
    this.index = index;
    this.files = files;
    this.clock = clock;
  }

  void recover() throws FileFailure {
    Set<String> open = new HashSet<>();
    for (String uploadId : files.uploadIds()) {
      if (recover(uploadId)) {
        open.add(uploadId);
      }
    }
    removeOthers(open);
    if (!open.isEmpty()) {
      log.atInfo().addKeyValue("uploads", open.size()).log("multipart uploads go on");
    }
  }

  /** Forgets uploads that ended long ago; to be called now and then. */
  void expireAnswers() throws FileFailure {
    for (String uploadId : files.uploadIds()) {
      List<JournalLine> lines = files.read(uploadId);
      if (!lines.isEmpty() && lines.getLast() instanceof JournalLine.Completed completed) {
        expire(uploadId, completed);
      }
    }
  }

  private boolean recover(String uploadId) throws FileFailure {
    List<JournalLine> lines = files.read(uploadId);
    if (lines.isEmpty() || !(lines.getFirst() instanceof JournalLine.Created created)) {
      // The node died before the upload's id was ever told to anyone.
      files.removeAll(uploadId);
      return false;
    }
    JournalLine last = lines.getLast();
    if (last instanceof JournalLine.Completing completing
        && !files.exists(uploadId, completing.fileName())) {
      last = new JournalLine.Completed(completing.tag(), completing.checksum(), clock.millis());
      files.append(uploadId, last);
    }
    if (last instanceof JournalLine.Completed completed) {
      expire(uploadId, completed);
      return false;
    }
    restore(uploadId, created, lines);
    return true;
  }

  private void expire(String uploadId, JournalLine.Completed completed) throws FileFailure {
    if (clock.millis() - completed.completedMillis() > ANSWER_KEPT.toMillis()) {
      files.removeAll(uploadId);
    }
  }

  private void restore(String uploadId, JournalLine.Created created, List<JournalLine> lines) {
    index.putUpload(ObjectKey.of(created.key()), uploadId, UploadFiles.toJson(created));
    for (JournalLine line : lines) {
      if (line instanceof JournalLine.Part part) {
        index.putPart(uploadId, part.number(), UploadFiles.toJson(part));
      }
    }
  }

  private void removeOthers(Set<String> open) {
    ObjectKey key = null;
    String uploadId = null;
    while (true) {
      List<StoredUpload> stored = index.uploadsAfter(key, uploadId, ObjectKey.ROOT, BATCH);
      for (StoredUpload upload : stored) {
        if (!open.contains(upload.uploadId())) {
          index.removeUpload(upload.uploadId());
        }
        key = upload.key();
        uploadId = upload.uploadId();
      }
      if (stored.size() < BATCH) {
        return;
      }
    }
  }
}
