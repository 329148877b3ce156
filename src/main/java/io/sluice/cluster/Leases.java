package io.sluice.cluster;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lease files on the volumes. Calls may block for as long as a volume hangs. */
public interface Leases {
  /** What a volume's lease says, null when it has none, or one that can't be understood. */
  @Nullable Lease read(String volume) throws IOException;

  /** Puts a lease in the place of the former one, in one step. */
  void write(String volume, Lease lease) throws IOException;
}
