package io.sluice.bus;

import java.util.function.Consumer;

/** A short object of which all is done but to publish it, or that was refused. */
public interface PreparedPut {
  /**
   * Publishes it on the calling thread; blocks. To be called once: until then it holds its space.
   *
   * @param answer is told the reply once, on this thread or on another that does the same, perhaps
   *     after this has returned; {@link VolumeReply.NotOwner}, and nothing happened, when another
   *     node has taken the volume over
   */
  void commit(Consumer<VolumeReply> answer);
}
