package io.sluice.cluster;

import java.util.concurrent.CompletableFuture;

/** What serves a volume while this node owns it. None of these calls blocks. */
public interface Occupant {
  /** This node owns the volume: fence former owners off, recover, serve. */
  void gained(Tenancy tenancy);

  /**
   * Another should own it: take no more commands, finish those at work, let go of everything.
   *
   * @return done when the next owner may begin
   */
  CompletableFuture<Void> release(Tenancy tenancy);

  /** It is lost: nothing may be written any more. Let go of everything. */
  void lost(Tenancy tenancy);
}
