package io.sluice.files;

/** The extended attributes that Sluice keeps. */
enum AttributeName {
  /** What the writer said: content type, user metadata. Belongs to the inode. */
  META("user.sluice.meta"),
  /** What is known of the content, and of which state of the file. */
  CONTENT("user.sluice.content"),
  /** On a directory object: its content, if it has any, since a directory has no place for it. */
  BODY("user.sluice.body"),
  /** On a directory that S3 made: its inode, so that a copy of it by a pod is not ours. */
  MADE("user.sluice.made"),
  /** The object's tags. Counts only beside {@link #META}. */
  TAGS("user.sluice.tags");

  private final String text;

  AttributeName(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
