package io.sluice.cluster;

/** Why a node can't become a member of its cluster, in one line for the one who started it. */
public final class ClusterFault extends Exception {
  private static final long serialVersionUID = 1L;

  ClusterFault(String message) {
    super(message);
  }

  ClusterFault(String message, Throwable cause) {
    super(message, cause);
  }
}
