package io.sluice.volume;

import io.sluice.model.RefusedException;

/** A node's right to change a volume. Without a cluster it lasts for ever. */
public interface Tenure {
  /** The right of the only node. */
  Tenure ALONE =
      new Tenure() {
        @Override
        public long epoch() {
          return 0;
        }

        @Override
        public void prove() {}
      };

  /** Grows with every change of owner; 0 without a cluster. */
  long epoch();

  /**
   * Returns if this node certainly owns the volume now. To be asked right before each step that
   * others can see, and before each answer to a write. Never blocks.
   *
   * @throws RefusedException with NOT_OWNER when it does not, or can't be sure
   */
  void prove();

  /**
   * A change was stopped because this node does not own the volume, or because its folder in
   * staging is gone: then it must not go on in this epoch, but may claim the volume anew.
   */
  default void doubted() {}

  /** Whether other nodes may come to own the volume, so that it has to be fenced against them. */
  default boolean isShared() {
    return epoch() > 0;
  }
}
