package io.sluice.bus;

import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A whole object to be written at once, for an owner in this process.
 *
 * @param content verified already; what remains in each buffer, one after another
 */
public record ShortPut(
    String volume,
    ObjectKey key,
    List<ByteBuffer> content,
    ObjectMetadata metadata,
    ContentClaim claim,
    Conditions conditions) {
  public ShortPut {
    content = List.copyOf(content);
  }
}
