package io.sluice.bus;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
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
   * Admits a short object and writes it into staging, on the calling thread; blocks. Null, and
   * nothing happens, when the owner is about to end; else it does not end before the commit.
   */
  @Nullable PreparedPut prepare(ShortPut put);
}
