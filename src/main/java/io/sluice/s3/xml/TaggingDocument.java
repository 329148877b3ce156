package io.sluice.s3.xml;

import io.sluice.model.TagRules;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags, as PutObjectTagging and PutBucketTagging send and the other way round answer them. */
public final class TaggingDocument {
  /** Far more than the most and longest tags with every character escaped; read no more. */
  public static final int MAX_BYTES = 256 * 1024;

  private TaggingDocument() {}

  /** The answer to GetObjectTagging and GetBucketTagging. */
  public static byte[] of(Map<String, String> tags) {
    XmlWriter xml = Elements.root("Tagging", 256);
    xml.open("TagSet");
    tags.forEach(
        (key, value) -> xml.open("Tag").element("Key", key).element("Value", value).close("Tag"));
    return xml.close("TagSet").close("Tagging").bytes();
  }

  /**
   * The tags of an object in a document.
   *
   * @throws io.sluice.model.RefusedException with MALFORMED_XML or INVALID_TAG
   */
  public static Map<String, String> parse(byte[] document) {
    return TagRules.checked(read(document));
  }

  /** The same of a bucket. */
  public static Map<String, String> parseOfBucket(byte[] document) {
    return TagRules.checkedOfBucket(read(document));
  }

  private static List<Map.Entry<String, String>> read(byte[] document) {
    XmlReader xml = new XmlReader(new ByteArrayInputStream(document));
    xml.root("Tagging");
    List<Map.Entry<String, String>> tags = null;
    while (xml.nextChild()) {
      if (tags != null || !xml.name().equals("TagSet")) {
        throw XmlReader.malformed();
      }
      tags = tagSet(xml);
    }
    xml.end();
    if (tags == null) {
      throw XmlReader.malformed();
    }
    return tags;
  }

  private static List<Map.Entry<String, String>> tagSet(XmlReader xml) {
    List<Map.Entry<String, String>> tags = new ArrayList<>();
    while (xml.nextChild()) {
      if (!xml.name().equals("Tag")) {
        throw XmlReader.malformed();
      }
      tags.add(tag(xml));
    }
    return tags;
  }

  private static Map.Entry<String, String> tag(XmlReader xml) {
    @Nullable String key = null;
    @Nullable String value = null;
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "Key" -> key = xml.text();
        case "Value" -> value = xml.text();
        default -> throw XmlReader.malformed();
      }
    }
    if (key == null || value == null) {
      throw XmlReader.malformed();
    }
    return Map.entry(key, value);
  }
}
