package io.sluice.bus;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A volume's owner in this very process, asked without the event bus: what costs a request most is
 * being handed from thread to thread.
 */
public interface LocalOwner {
  /**
   * What the owner remembers of an object, when it can tell without touching a disk; null when it
   * can't, or is not sure. It holds as long as the file's identity is that of the entry: the caller
   * looks. May be called on an event loop.
   */
  @Nullable ObjectEntry remembered(ObjectKey key);

  /**
   * Admits, writes and publishes a short object on the calling thread; blocks.
   *
   * @param answer is told the reply once, on this thread or on another that does the same, perhaps
   *     after this has returned; {@link VolumeReply.NotOwner}, and nothing happened, when another
   *     node has taken the volume over
   * @return false when the owner is about to end: then nothing happens, and nothing is told
   */
  boolean put(ShortPut put, Consumer<VolumeReply> answer);
}
