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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one upload in staging: its journal, the file of regular parts, and files of other
 * parts.
 */
final class UploadFiles {
  /** Regular parts, each at its offset. */
  static final String BODY = "body";

  /** The parts of an irregular upload, put together. */
  private static final String ASSEMBLED = "assembled";

  /** What was acknowledged, announced and done. */
  static final String JOURNAL = "journal";

  private static final Pattern JOURNALS = Pattern.compile(JOURNAL + "(-[1-9][0-9]{0,17})?");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Staging staging;
  private final Tenure tenure;

  UploadFiles(Staging staging, Tenure tenure) {
    this.staging = staging;
    this.tenure = tenure;
  }

  /** Each owner writes a journal of its own, so that a former one can't write into it. */
  private String journal() {
    return JOURNAL + (tenure.isShared() ? "-" + tenure.epoch() : "");
  }

  /** Where this owner puts parts together; a former one may still be writing to its own. */
  String assembled() {
    return ASSEMBLED + (tenure.isShared() ? "-" + tenure.epoch() : "");
  }

  /** Whether a file is one of parts put together, by any owner. */
  static boolean isAssembled(String fileName) {
    return fileName.startsWith(ASSEMBLED);
  }

  /** The journals of an upload, those of the first owner first. */
  private List<String> journals(String uploadId) throws FileFailure {
    return staging.files(uploadId).stream()
        .filter(UploadFiles::isJournal)
        .sorted(Comparator.comparingLong(UploadFiles::epochOf))
        .toList();
  }

  private static boolean isJournal(String name) {
    return JOURNALS.matcher(name).matches();
  }

  private static long epochOf(String journal) {
    return journal.equals(JOURNAL) ? 0 : Long.parseLong(journal.substring(JOURNAL.length() + 1));
  }

  /** Whether a text that a client sent can be an upload's id, and so a folder's name. */
  static boolean isUploadId(String text) {
    return ID.matcher(text).matches();
  }

  void create(String uploadId, JournalLine.Created line) throws FileFailure {
    staging.createFolder(uploadId);
    boolean begun = false;
    try {
      MetadataTrial.make(staging, uploadId, line.spec());
      append(uploadId, line);
      begun = true;
    } finally {
      if (!begun) {
        removeAll(uploadId);
      }
    }
  }

  void append(String uploadId, JournalLine line) throws FileFailure {
    tenure.prove();
    staging.append(uploadId, journal(), toJson(line));
  }

  /** The journals in order; empty when the upload has none. */
  List<JournalLine> read(String uploadId) throws FileFailure {
    return counting(byName(uploadId));
  }

  private Map<String, List<JournalLine>> byName(String uploadId) throws FileFailure {
    Map<String, List<JournalLine>> journals = new LinkedHashMap<>();
    for (String name : journals(uploadId)) {
      List<JournalLine> lines = new ArrayList<>();
      for (String line : staging.lines(uploadId, name)) {
        lines.add(fromJson(line));
      }
      journals.put(name, lines);
    }
    return journals;
  }

  /** Only what the next owner had read when it took over; what came later was never answered. */
  private static List<JournalLine> counting(Map<String, List<JournalLine>> journals) {
    List<JournalLine> all = new ArrayList<>();
    for (List<JournalLine> lines : journals.values()) {
      if (!lines.isEmpty() && lines.getFirst() instanceof JournalLine.Took took) {
        all.clear();
        all.add(took);
        took.lines()
            .forEach((name, count) -> {
              List<JournalLine> older = journals.getOrDefault(name, List.of());
              older.stream()
                  .limit(count)
                  .filter(line -> !(line instanceof JournalLine.Took))
                  .forEach(all::add);
            });
        lines.stream().skip(1).forEach(all::add);
      } else {
        all.addAll(lines);
      }
    }
    return all;
  }

  /**
   * Fixes what the journals of former owners say, when this is the first that its owner does with
   * an upload.
   */
  void takeOver(String uploadId) throws FileFailure {
    if (!tenure.isShared()) {
      return;
    }
    Map<String, List<JournalLine>> journals = byName(uploadId);
    if (journals.isEmpty() || !journals.getOrDefault(journal(), List.of()).isEmpty()) {
      return;
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    journals.forEach((name, lines) -> {
      // What the former owner had not read does not count now either.
      if (!lines.isEmpty() && lines.getFirst() instanceof JournalLine.Took took) {
        counts.clear();
        counts.putAll(took.lines());
      }
      counts.put(name, lines.size());
    });
    append(uploadId, new JournalLine.Took(counts));
  }

  /** Whether other gateways may be writing parts of which this owner knows nothing. */
  boolean areShared() {
    return tenure.isShared();
  }

  boolean exists(String uploadId, String fileName) throws FileFailure {
    if (tenure.isShared()) {
      staging.putBack(path(uploadId, fileName), tenure.epoch());
    }
    try (OpenFile file = staging.openForRead(path(uploadId, fileName))) {
      return file != null;
    }
  }

  /** The file of regular parts as it is now, null when it is gone. */
  JournalLine.@Nullable Body body(String uploadId) throws FileFailure {
    try (OpenFile file = staging.openForRead(path(uploadId, BODY))) {
      return file == null ? null : body(uploadId, file.status().identity().inode());
    }
  }

  /** The same of one that is open. */
  JournalLine.Body body(String uploadId, long inode) throws FileFailure {
    return new JournalLine.Body(inode, staging.folderInode(uploadId));
  }

  /** The names of all files of an upload. */
  Set<String> names(String uploadId) throws FileFailure {
    return Set.copyOf(staging.files(uploadId));
  }

  /** Removes all files of an upload but those named and the journal. */
  void removeOthers(String uploadId, Set<String> kept) throws FileFailure {
    for (String name : names(uploadId)) {
      if (!isJournal(name) && !kept.contains(name)) {
        remove(uploadId, name);
      }
    }
  }

  void remove(String uploadId, String fileName) throws FileFailure {
    tenure.prove(); // A former owner may take for superfluous what the next one counts on.
    staging.remove(path(uploadId, fileName));
  }

  /**
   * Forgets an upload. Its journals go first, and the first of them before all, so that no half of
   * it is ever taken up again.
   */
  void removeAll(String uploadId) throws FileFailure {
    for (String journal : journals(uploadId)) {
      remove(uploadId, journal);
    }
    tenure.prove();
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
