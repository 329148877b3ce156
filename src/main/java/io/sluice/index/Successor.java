package io.sluice.index;

/** A store that is open and ready to take an index's place. Close it when it does not. */
public final class Successor implements AutoCloseable {
  private final Generation generation;
  private final boolean keeps;
  private boolean taken;

  /**
   * @param keeps whether its files stay when it is given up
   */
  Successor(Generation generation, boolean keeps) {
    this.generation = generation;
    this.keeps = keeps;
  }

  /** Whether it is of the tree with this root. */
  public boolean belongsTo(long rootInode) {
    return generation.belongsTo(rootInode);
  }

  Generation generation() {
    return generation;
  }

  Generation take() {
    taken = true;
    return generation;
  }

  /** Whether nothing is known in it yet. */
  public boolean isEmpty() {
    return generation.fresh();
  }

  /** Gives it up unless it took the place. */
  @Override
  public void close() {
    if (!taken) {
      taken = true;
      generation.retire(keeps);
    }
  }
}
