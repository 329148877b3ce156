package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that is short enough to be in memory, verified already.
 *
 * @param content what remains in each buffer, one after another
 */
public record ShortFile(
    List<ByteBuffer> content, ObjectMetadata metadata, @Nullable ContentClaim claim) {
  public ShortFile {
    content = List.copyOf(content);
  }

  /** The length of the content in bytes. */
  public long sizeBytes() {
    return content.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
