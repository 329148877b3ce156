package io.sluice.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.files.Staging;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folder of one upload in staging: its journal, the file of regular parts, and files of other
 * parts.
 */
final class UploadFiles {
  /** Regular parts, each at its offset. */
  static final String BODY = "body";

  /** The parts of an irregular upload, put together. */
  static final String ASSEMBLED = "assembled";

  /** What was acknowledged, announced and done. */
  static final String JOURNAL = "journal";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Staging staging;

  UploadFiles(Staging staging) {
    this.staging = staging;
  }

  /** Whether a text that a client sent can be an upload's id, and so a folder's name. */
  static boolean isUploadId(String text) {
    return ID.matcher(text).matches();
  }

  void create(String uploadId, JournalLine.Created line) throws FileFailure {
    staging.createFolder(uploadId);
    boolean begun = false;
    try {
      append(uploadId, line);
      begun = true;
    } finally {
      if (!begun) {
        removeAll(uploadId);
      }
    }
  }

  void append(String uploadId, JournalLine line) throws FileFailure {
    staging.append(uploadId, JOURNAL, toJson(line));
  }

  /** The journal in order; empty when the upload has no folder. */
  List<JournalLine> read(String uploadId) throws FileFailure {
    List<JournalLine> lines = new ArrayList<>();
    for (String line : staging.lines(uploadId, JOURNAL)) {
      lines.add(fromJson(line));
    }
    return lines;
  }

  boolean exists(String uploadId, String fileName) throws FileFailure {
    try (OpenFile file = staging.openForRead(path(uploadId, fileName))) {
      return file != null;
    }
  }

  /** The names of all files of an upload. */
  Set<String> names(String uploadId) throws FileFailure {
    return Set.copyOf(staging.files(uploadId));
  }

  /** Removes all files of an upload but those named and the journal. */
  void removeOthers(String uploadId, Set<String> kept) throws FileFailure {
    for (String name : names(uploadId)) {
      if (!name.equals(JOURNAL) && !kept.contains(name)) {
        remove(uploadId, name);
      }
    }
  }

  void remove(String uploadId, String fileName) throws FileFailure {
    staging.remove(path(uploadId, fileName));
  }

  /** Forgets an upload. Its journal goes first, so that no half of it is ever taken up again. */
  void removeAll(String uploadId) throws FileFailure {
    remove(uploadId, JOURNAL);
    staging.removeFolder(uploadId);
  }

  List<String> uploadIds() throws FileFailure {
    return staging.folders().stream().filter(UploadFiles::isUploadId).toList();
  }

  Staging staging() {
    return staging;
  }

  /** The staged name of a file in an upload's folder. */
  static String path(String uploadId, String fileName) {
    return "uploads/" + uploadId + "/" + fileName;
  }

  static String toJson(JournalLine line) {
    try {
      return JSON.writerFor(JournalLine.class).writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JournalLine fromJson(String json) {
    try {
      return JSON.readValue(json, JournalLine.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
