package io.sluice.s3.xml;

import io.sluice.model.Conditions;
import io.sluice.model.EntityTag;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.ConditionHeaders;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of DeleteObjects.
 *
 * @param quiet whether only refusals are to be answered
 * @param entries in the order sent, 1 to 1,000; one key may stand there twice
 */
public record DeleteRequest(boolean quiet, List<Entry> entries) {
  /** The most keys of one request. */
  public static final int MAX_ENTRIES = 1000;

  /** Enough for that many of the longest keys with every octet escaped; read no more. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  public DeleteRequest {
    entries = List.copyOf(entries);
  }

  /**
   * One key to delete.
   *
   * @param key any text at all; see {@link #refusal}
   * @param versionId as sent, or null
   * @param conditions the tag, time and size that the object must have
   * @param refusal why this key can't be deleted whatever the volume holds, or null
   */
  public record Entry(
      ObjectKey key, @Nullable String versionId, Conditions conditions, @Nullable Refusal refusal) {
    /** The same key, refused. */
    public Entry refused(Refusal why) {
      return new Entry(key, versionId, conditions, why);
    }
  }

  /**
   * The request in a document.
   *
   * @throws RefusedException with MALFORMED_XML
   */
  public static DeleteRequest parse(byte[] document) {
    return parse(new ByteArrayInputStream(document));
  }

  static DeleteRequest parse(InputStream document) {
    XmlReader xml = new XmlReader(document);
    xml.root("Delete");
    boolean quiet = false;
    List<Entry> entries = new ArrayList<>();
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Quiet" -> quiet = xml.text().strip().equalsIgnoreCase("true");
        case "Object" -> entries.add(entry(xml));
        default -> xml.skip();
      }
      if (entries.size() > MAX_ENTRIES) {
        throw XmlReader.malformed();
      }
    }
    xml.end();
    if (entries.isEmpty()) {
      throw XmlReader.malformed();
    }
    return new DeleteRequest(quiet, entries);
  }

  private static Entry entry(XmlReader xml) {
    String key = null;
    String version = null;
    List<String> tags = List.of();
    Instant modified = null;
    Long size = null;
    boolean unoffered = false;
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Key" -> key = xml.text();
        case "VersionId" -> version = xml.text();
        case "ETag" -> tags = List.of(EntityTag.unquoted(xml.text()));
        case "LastModifiedTime" -> modified = ConditionHeaders.modified(xml.text());
        case "Size" -> size = ConditionHeaders.size(xml.text());
        default -> {
          // It may be a condition: deleting without it could delete what was to stay.
          unoffered = true;
          xml.skip();
        }
      }
    }
    if (key == null) {
      throw XmlReader.malformed();
    }
    ObjectKey objectKey = ObjectKey.of(key);
    var state = new Conditions.State(modified, size);
    var conditions = new Conditions(tags, List.of(), null, null, state);
    return new Entry(objectKey, version, conditions, refusal(objectKey, version, unoffered));
  }

  private static @Nullable Refusal refusal(
      ObjectKey key, @Nullable String version, boolean unoffered) {
    if (version != null && !version.isEmpty() && !version.equals(ListVersionsDocument.VERSION_ID)) {
      return new Refusal(Reason.NO_SUCH_VERSION, "The specified version does not exist.");
    }
    if (unoffered) {
      return new Refusal(
          Reason.NOT_IMPLEMENTED,
          "Of an object only Key, VersionId, ETag, LastModifiedTime and Size are implemented.");
    }
    return KeyRules.refusal(key);
  }
}
