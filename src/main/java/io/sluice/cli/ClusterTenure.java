package io.sluice.cli;

import io.sluice.cluster.Tenancy;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.volume.Tenure;

/** Lends a seat's tenancy to the volume that it is about. */
record ClusterTenure(Tenancy tenancy) implements Tenure {
  @Override
  public long epoch() {
    return tenancy.epoch();
  }

  @Override
  public void prove() {
    if (!tenancy.isProven()) {
      throw Refusal.exception(
          Reason.NOT_OWNER, "This node does not own the volume at the moment; try again.");
    }
  }

  @Override
  public void doubted() {
    tenancy.doubt();
  }
}
