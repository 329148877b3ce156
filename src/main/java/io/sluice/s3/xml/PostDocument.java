package io.sluice.s3.xml;

import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;

/** The answer to a form that asked for 201. */
public final class PostDocument {
  private PostDocument() {}

  /** Where the object now is. */
  public static byte[] of(String location, String bucket, ObjectKey key, EntityTag tag) {
    return new XmlWriter(512)
        .open("PostResponse")
        .element("Location", location)
        .element("Bucket", bucket)
        .element("Key", key.toString())
        .element("ETag", tag.quoted())
        .close("PostResponse")
        .bytes();
  }
}
