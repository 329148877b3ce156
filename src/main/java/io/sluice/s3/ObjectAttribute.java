package io.sluice.s3;

import org.jspecify.annotations.Nullable;

/** What GetObjectAttributes can tell of an object. */
public enum ObjectAttribute {
  ETAG("ETag"),
  CHECKSUM("Checksum"),
  OBJECT_PARTS("ObjectParts"),
  STORAGE_CLASS("StorageClass"),
  OBJECT_SIZE("ObjectSize");

  private final String text;

  ObjectAttribute(String text) {
    this.text = text;
  }

  /** The attribute of this name, or null when there is none. */
  static @Nullable ObjectAttribute ofName(String name) {
    for (ObjectAttribute attribute : values()) {
      if (attribute.text.equals(name)) {
        return attribute;
      }
    }
    return null;
  }
}
