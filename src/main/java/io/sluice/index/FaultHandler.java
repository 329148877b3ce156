package io.sluice.index;

/** Decides what becomes of an index whose store failed. */
public interface FaultHandler {
  /** Nobody can help. */
  FaultHandler NONE =
      (generation, fault) -> {
        throw fault;
      };

  /**
   * Puts another store in the place of the one that failed, if nobody has yet; then what failed is
   * tried again. Called by whoever met the fault, with whatever locks it holds.
   *
   * @param generation {@link VolumeIndex#generation} of the store that failed
   * @throws IndexFaultException when there is nothing to go on with
   */
  void failed(long generation, IndexFaultException fault);
}
