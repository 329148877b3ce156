package io.sluice.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.sluice.config.ClusterSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's first steps into its cluster: looks whether the members are of its kind, and waits until
 * more than half of the nodes that should be there are.
 *
 * <pre>
 *   a member that was there before has another secret,      refuse at once
 *     another version, or this node's id
 *   enough members, and no other node answers outside        go on
 *   until join-wait is over                                  look again
 *     nodes answer, but none is a member with this one       refuse: name
 *     too few                                                refuse: no route
 * </pre>
 */
final class Formation {
  private static final int CONNECT_MILLIS = 500;
  private static final long LOOK_MILLIS = 200;

  private final HazelcastInstance hazelcast;
  private final ClusterSettings settings;
  private final Greeting own;
  private final Greeting.Shared shared;

  Formation(
      HazelcastInstance hazelcast, ClusterSettings settings, Greeting own, Greeting.Shared shared) {
    this.hazelcast = hazelcast;
    this.settings = settings;
    this.own = own;
    this.shared = shared;
  }

  /** Returns when this node may work. */
  void await(LongSupplier nanoTime) throws ClusterFault, InterruptedException {
    long started = nanoTime.getAsLong();
    List<String> strangers = List.of();
    while (true) {
      refuseUnlike();
      boolean late = nanoTime.getAsLong() - started > settings.joinWait().toNanos();
      strangers = strangers();
      if (isEnough() && (strangers.isEmpty() || (late && !isAlone()))) {
        return;
      }
      if (late) {
        throw tooFew(strangers);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Only the younger of two refuses: members are listed in the order in which they joined. */
  private void refuseUnlike() throws ClusterFault {
    for (Member member : members()) {
      if (member.localMember()) {
        return;
      }
      String fault = own.fault(Greeting.from(member.getAttributes()), shared);
      if (fault != null) {
        throw new ClusterFault(fault + " (member " + text(member) + ")");
      }
    }
  }

  private boolean isEnough() {
    int expected = settings.expectedSize();
    return expected == 0 || members().size() * 2 > expected;
  }

  private boolean isAlone() {
    return members().size() == 1;
  }

  private Set<Member> members() {
    return hazelcast.getCluster().getMembers();
  }

  private ClusterFault tooFew(List<String> strangers) {
    String waited = " (waited " + settings.joinWait().toSeconds() + " s)";
    if (!strangers.isEmpty()) {
      return new ClusterFault(
          "%s answers, but does not take this node in: is cluster.name '%s' there too?%s"
              .formatted(String.join(", ", strangers), settings.name(), waited));
    }
    return new ClusterFault(
        "only %d of %d nodes of the cluster '%s' are there, and there is no route to the others%s"
            .formatted(members().size(), settings.expectedSize(), settings.name(), waited));
  }

  /** Configured members that answer on their port, but are in no cluster with this node. */
  private List<String> strangers() {
    List<String> strangers = new ArrayList<>();
    for (String address : settings.addresses()) {
      InetSocketAddress at = address(address);
      if (!at.isUnresolved() && !isMember(at) && answers(at)) {
        strangers.add(address);
      }
    }
    return strangers;
  }

  private boolean isMember(InetSocketAddress at) {
    InetSocketAddress local = hazelcast.getCluster().getLocalMember().getSocketAddress();
    boolean self =
        at.getPort() == settings.port()
            && (at.getAddress().equals(local.getAddress()) || isOwn(at, settings.publicHost()));
    return self || members().stream().anyMatch(member -> at.equals(member.getSocketAddress()));
  }

  private static boolean isOwn(InetSocketAddress at, @Nullable String publicHost) {
    return publicHost != null
        && at.getAddress().equals(new InetSocketAddress(publicHost, 0).getAddress());
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
  }

  private static boolean answers(InetSocketAddress at) {
    try (Socket socket = new Socket()) {
      socket.connect(at, CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String text(Member member) {
    InetSocketAddress address = member.getSocketAddress();
    return address.getHostString() + ":" + address.getPort();
  }
}
