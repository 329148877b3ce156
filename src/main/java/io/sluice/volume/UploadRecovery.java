package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.StoredUpload;
import io.sluice.index.UploadSink;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
  private final SpaceLedger space;
  private final InstantSource clock;

  UploadRecovery(Workings workings, UploadFiles files) {
    this.index = workings.index();
    this.files = files;
    this.space = workings.space();
    this.clock = workings.clock();
  }

  void recover() throws FileFailure {
    Set<String> open = new HashSet<>();
    for (String uploadId : files.uploadIds()) {
      if (recovered(uploadId)) {
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
      if (index.upload(uploadId) == null) {
        expire(uploadId);
      }
    }
  }

  private void expire(String uploadId) throws FileFailure {
    try {
      List<JournalLine> lines = files.read(uploadId);
      if (!lines.isEmpty() && lines.getLast() instanceof JournalLine.Completed completed) {
        expire(uploadId, completed);
      }
    } catch (UncheckedIOException unreadable) {
      log.atDebug().addKeyValue("upload", uploadId).log("left as it is: not readable");
    }
  }

  // One upload that can't be read must not keep the volume from being served.
  private boolean recovered(String uploadId) {
    try {
      return recover(uploadId);
    } catch (FileFailure | UncheckedIOException failure) {
      log.atWarn()
          .addKeyValue("upload", uploadId)
          .setCause(failure)
          .log("left as it is: not readable");
      return false;
    }
  }

  private boolean recover(String uploadId) throws FileFailure {
    List<JournalLine> lines = files.read(uploadId);
    Set<String> names = files.names(uploadId);
    UploadHistory history = UploadHistory.of(lines, names);
    JournalLine.Created created = history.created();
    if (created == null) {
      if (lines.isEmpty() || lines.getFirst() instanceof JournalLine.Took) {
        // The node died before the upload's id was told to anyone, or while it was given up.
        files.removeAll(uploadId);
      }
      return false;
    }
    if (history.answer() == null) {
      files.takeOver(uploadId);
      history = UploadHistory.of(files.read(uploadId), names);
    }
    JournalLine.Completed answer = answer(uploadId, history, names);
    if (answer != null) {
      files.removeOthers(uploadId, Set.of());
      expire(uploadId, answer);
      return false;
    }
    files.removeOthers(uploadId, kept(uploadId, history, names));
    restore(uploadId, created, history);
    return true;
  }

  /** What the upload was answered if it was completed, else null. */
  private JournalLine.@Nullable Completed answer(
      String uploadId, UploadHistory history, Set<String> names) {
    JournalLine.Completing announced = history.announced();
    if (announced == null || names.contains(announced.fileName())) {
      return history.answer();
    }
    var answer = new JournalLine.Completed(announced.tag(), announced.checksum(), clock.millis());
    append(uploadId, answer);
    return answer;
  }

  /** The files that an open upload needs. */
  private Set<String> kept(String uploadId, UploadHistory history, Set<String> names) {
    Set<String> kept = new HashSet<>();
    history.parts().values().forEach(part -> kept.add(part.fileName()));
    if (files.areShared()) {
      kept.addAll(names); // Gateways may still be writing parts; they go with the upload.
    }
    JournalLine.Completing announced = history.announced();
    if (announced != null && !append(uploadId, new JournalLine.Resumed())) {
      kept.add(announced.fileName());
    }
    return kept;
  }

  // A volume may be full; nothing here needs to be written before the next time.
  private boolean append(String uploadId, JournalLine line) {
    try {
      files.append(uploadId, line);
      return true;
    } catch (FileFailure failure) {
      log.atWarn().addKeyValue("upload", uploadId).log(failure.getMessage());
      return false;
    }
  }

  private void expire(String uploadId, JournalLine.Completed completed) throws FileFailure {
    if (clock.millis() - completed.completedMillis() > ANSWER_KEPT.toMillis()) {
      files.removeAll(uploadId);
    }
  }

  /**
   * Gives a new store of the index the rows of all uploads that are under way. Nothing but that:
   * their files stay as they are, and commands may be at work with them. Whatever they write to a
   * journal they write to the index afterwards, which has the new store by then.
   */
  void refill(UploadSink rows) {
    try {
      for (String uploadId : files.uploadIds()) {
        refill(rows, uploadId);
      }
    } catch (FileFailure failure) {
      log.atError().setCause(failure).log("the uploads under way can't be listed");
    }
  }

  private void refill(UploadSink rows, String uploadId) {
    try {
      UploadHistory history = UploadHistory.of(files.read(uploadId), files.names(uploadId));
      JournalLine.Created created = history.created();
      if (created != null && history.answer() == null) {
        put(rows, uploadId, created, history);
      }
    } catch (FileFailure | UncheckedIOException failure) {
      log.atWarn()
          .addKeyValue("upload", uploadId)
          .setCause(failure)
          .log("left as it is: not readable");
    }
  }

  private static void put(
      UploadSink rows, String uploadId, JournalLine.Created created, UploadHistory history) {
    rows.putUpload(ObjectKey.of(created.key()), uploadId, UploadFiles.toJson(created));
    for (JournalLine.Part part : history.parts().values()) {
      rows.putPart(uploadId, part.number(), UploadFiles.toJson(part));
    }
  }

  private void restore(String uploadId, JournalLine.Created created, UploadHistory history) {
    index.removeUpload(uploadId);
    put(index, uploadId, created, history);
    space.stagedChanged(history.stagedBytes());
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
