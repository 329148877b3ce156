package io.sluice.operation;

import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory trees that this node mounts, by volume. Bodies are read and staged through these.
 */
public final class MountedVolumes {
  private final ConcurrentHashMap<String, VolumeRoot> roots = new ConcurrentHashMap<>();

  public void add(String volume, VolumeRoot root) {
    roots.put(volume, root);
  }

  public void remove(String volume) {
    roots.remove(volume);
  }

  /** Whether this node mounts a volume. */
  public boolean has(String volume) {
    return roots.containsKey(volume);
  }

  /** The tree of a volume; refuses with SERVICE_UNAVAILABLE when this node does not mount it. */
  VolumeRoot root(String volume) {
    VolumeRoot root = roots.get(volume);
    if (root == null) {
      throw Refusal.exception(
          Reason.SERVICE_UNAVAILABLE, "The volume is not mounted at the moment; try again.");
    }
    return root;
  }
}
