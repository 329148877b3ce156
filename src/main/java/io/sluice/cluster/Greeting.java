package io.sluice.cluster;

import io.sluice.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of itself to all others before anything else: its attributes in Hazelcast. The
 * proof is an HMAC-SHA-256 under the cluster's secret of all else, with a nonce of its own.
 *
 * <p>It finds out nodes that were set up wrongly. It does not keep attackers off: who can watch the
 * network can repeat it.
 */
record Greeting(String nodeId, String version, String nonce, String proof) {
  private static final String NODE = "sluice.node";
  private static final String VERSION = "sluice.version";
  private static final String NONCE = "sluice.nonce";
  private static final String PROOF = "sluice.proof";
  private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(\\D.*)?");

  /** What a cluster's members share. */
  record Shared(String clusterName, Secret secret) {}

  static Greeting of(NodeIdentity self, String nonce, Shared shared) {
    Greeting unproven = new Greeting(self.id(), self.version(), nonce, "");
    return new Greeting(self.id(), self.version(), nonce, unproven.expectedProof(shared));
  }

  static Greeting from(Map<String, String> attributes) {
    return new Greeting(
        attributes.getOrDefault(NODE, ""),
        attributes.getOrDefault(VERSION, ""),
        attributes.getOrDefault(NONCE, ""),
        attributes.getOrDefault(PROOF, ""));
  }

  Map<String, String> attributes() {
    return Map.of(NODE, nodeId, VERSION, version, NONCE, nonce, PROOF, proof);
  }

  /** Why two nodes can't be in one cluster, null when they can. */
  @Nullable String fault(Greeting other, Shared shared) {
    if (!other.isProven(shared)) {
      return "cluster.secret is not the one of the cluster '" + shared.clusterName() + "'";
    }
    if (other.nodeId.equals(nodeId)) {
      return "another member has the node id " + nodeId + ": was a data directory copied?";
    }
    if (!isCompatible(version, other.version)) {
      return "version %s can't be in one cluster with version %s; versions may be one minor apart"
          .formatted(version, other.version);
    }
    return null;
  }

  boolean isProven(Shared shared) {
    return MessageDigest.isEqual(
        proof.getBytes(StandardCharsets.UTF_8),
        expectedProof(shared).getBytes(StandardCharsets.UTF_8));
  }

  static boolean isCompatible(String version, String other) {
    Matcher one = MAJOR_MINOR.matcher(version);
    Matcher two = MAJOR_MINOR.matcher(other);
    if (!one.matches() || !two.matches()) {
      return version.equals(other);
    }
    int apart = Integer.parseInt(one.group(2)) - Integer.parseInt(two.group(2));
    return one.group(1).equals(two.group(1)) && Math.abs(apart) <= 1;
  }

  private String expectedProof(Shared shared) {
    String said = String.join("\0", "sluice member", shared.clusterName(), nodeId, version, nonce);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = shared.secret().value().getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(said.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
