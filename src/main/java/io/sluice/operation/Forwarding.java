package io.sluice.operation;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Which requests another node answers: those for volumes that this one does not mount, or that hang
 * here. A request that came from a node is not passed on again.
 */
public final class Forwarding {
  /** Says that a node of this cluster has sent a request on. */
  public static final String HEADER = "x-sluice-forwarded";

  private final RequestRouter router;
  private final MountedVolumes mounts;
  private final Elsewhere elsewhere;
  private final String mark;

  /**
   * @param mark the header's value, which only the nodes of the cluster know
   */
  public Forwarding(RequestRouter router, MountedVolumes mounts, Elsewhere elsewhere, String mark) {
    this.router = router;
    this.mounts = mounts;
    this.elsewhere = elsewhere;
    this.mark = mark;
  }

  public String mark() {
    return mark;
  }

  /** Where a request goes, in this order until one can be reached; empty: answered here. */
  public List<Elsewhere.Place> places(RequestHead head) {
    String bucket = router.bucket(head);
    return bucket == null || isServedHere(bucket) || isForwarded(head)
        ? List.of()
        : elsewhere.of(bucket);
  }

  /** Whether the node that a request was sent to still is a member of the cluster. */
  public boolean isThere(Elsewhere.Place place) {
    return elsewhere.isThere(place);
  }

  private boolean isServedHere(String bucket) {
    return mounts.has(bucket) && !elsewhere.hangsHere(bucket);
  }

  private boolean isForwarded(RequestHead head) {
    String sent = head.header(HEADER);
    return sent != null && MessageDigest.isEqual(bytes(sent), bytes(mark));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
