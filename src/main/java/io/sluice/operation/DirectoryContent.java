package io.sluice.operation;

import io.sluice.files.StoredAttributes;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** The content of a directory object, which lies in the directory's attributes. */
final class DirectoryContent {
  private DirectoryContent() {}

  static RuntimeException tooLong() {
    return Refusal.exception(
        Reason.DIRECTORY_OBJECT_CONTAINS_DATA,
        "A key that ends in '/' names a directory, which can hold no more than "
            + StoredAttributes.MAX_BODY_BYTES
            + " bytes of content.");
  }
}
