package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to have another name.
 *
 * @param expected nothing happens when the source is not this file in this state any more
 * @param claim what is known of its content in that state, so that it goes on counting although a
 *     move changes the file's change time; null when nothing is
 * @param mode REPLACE, or CREATE to fail with EEXIST when anything has the target's name
 */
public record Move(
    ObjectKey source,
    ObjectKey target,
    FileIdentity expected,
    @Nullable ContentClaim claim,
    PublishMode mode) {
  public Move {
    if (source.equals(target)) {
      throw new IllegalArgumentException("a move to the same name");
    }
  }
}
