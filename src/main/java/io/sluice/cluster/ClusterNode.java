package io.sluice.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.sluice.config.ClusterSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node as a member of its cluster, from joining to leaving. */
public final class ClusterNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);
  private static final long REFRESH_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 100;

  private final ClusterSettings settings;
  private final HazelcastInstance hazelcast;
  private final Members members;
  private final Moves moves;
  private final MapClaims claims;
  private final ScheduledExecutorService speaker;
  private final CopyOnWriteArrayList<Consumer<String>> goneListeners = new CopyOnWriteArrayList<>();
  private volatile String published = "";
  private volatile boolean closed;

  /** Where time and chance come from. */
  public record Sources(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {}

  private ClusterNode(ClusterSettings settings, HazelcastInstance hazelcast, Parts parts) {
    this.settings = settings;
    this.hazelcast = hazelcast;
    this.members = parts.members();
    this.moves = parts.moves();
    this.claims = new MapClaims(() -> hazelcast.getMap(HazelcastTerms.OWNERS));
    this.speaker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cluster").factory());
  }

  private record Parts(Members members, Moves moves) {}

  /**
   * Joins the cluster; returns when this node is a member of it and there are enough others.
   *
   * @throws ClusterFault when it can't be a member
   */
  public static ClusterNode join(ClusterSettings settings, NodeIdentity self, Sources sources)
      throws ClusterFault, InterruptedException {
    Greeting.Shared shared =
        new Greeting.Shared(settings.name(), Objects.requireNonNull(settings.secret()));
    String nonce = Long.toHexString(sources.random().nextLong());
    Greeting greeting = Greeting.of(self, nonce, shared);
    HazelcastInstance hazelcast = start(settings, greeting);
    try {
      new Formation(hazelcast, settings, greeting, shared).await(sources.nanoTime());
      becomeFull(hazelcast, settings.joinWait().toMillis());
      Moves moves = new Moves(sources.clock());
      NodeRecord record = new NodeRecord(self.id(), self.version(), "", false, List.of());
      Members members =
          new Members(
              hazelcast,
              new Members.Terms(shared, settings.expectedSize()),
              moves,
              new Announcement(record, Map.of()));
      ClusterNode node = new ClusterNode(settings, hazelcast, new Parts(members, moves));
      node.begin();
      return node;
    } catch (ClusterFault | InterruptedException | RuntimeException failure) {
      hazelcast.getLifecycleService().terminate();
      throw failure;
    }
  }

  private static HazelcastInstance start(ClusterSettings settings, Greeting greeting)
      throws ClusterFault {
    SteadyClock.install();
    try {
      return Hazelcast.newHazelcastInstance(HazelcastTerms.of(settings, greeting));
    } catch (IllegalStateException e) {
      throw new ClusterFault(
          "not in the cluster within %s (%s): perhaps members take connections and say nothing"
              .formatted(settings.joinWait(), e.getMessage()),
          e);
    } catch (HazelcastException e) {
      throw new ClusterFault(
          "the cluster's port %s:%d can't be used: %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  /** From now on this member holds its part of the cluster's maps. */
  private static void becomeFull(HazelcastInstance hazelcast, long withinMillis)
      throws InterruptedException {
    Cluster cluster = hazelcast.getCluster();
    for (long left = withinMillis; cluster.getLocalMember().isLiteMember(); left -= RETRY_MILLIS) {
      try {
        cluster.promoteLocalLiteMember();
      } catch (IllegalStateException | HazelcastException e) {
        // The eldest member changes.
        if (left <= 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private void begin() {
    announcements().addEntryListener(new Announcements(), true);
    hazelcast.getCluster().addMembershipListener(new Comings());
    hazelcast.getLifecycleService().addLifecycleListener(this::changed);
    refresh();
    ScheduledFuture<?> _ =
        speaker.scheduleWithFixedDelay(
            this::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A node that fell out and is back: what others answered meanwhile never reached it. */
  private void changed(LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
      log.atInfo().log("back in the cluster");
      for (NodeRecord node : view().nodes()) {
        goneListeners.forEach(listener -> listener.accept(node.id()));
      }
    }
  }

  private IMap<String, String> announcements() {
    return hazelcast.getMap(HazelcastTerms.NODES);
  }

  /** The cluster as this node sees it now; never waits. */
  public ClusterView view() {
    return members.view();
  }

  /** Who answers a volume's commands, as far as announced; never waits. */
  public Optional<Owner> owner(String volume) {
    return members.owner(volume);
  }

  /** The same of all volumes. */
  public Map<String, Owner> owners() {
    return members.owners();
  }

  public List<Move> moves() {
    return moves.latest();
  }

  public long movesSoFar() {
    return moves.total();
  }

  /** Notes a move that this node made. */
  public void moved(Tenancy tenancy, Move.Kind kind) {
    moves.add(tenancy.volume(), kind, new Owner(view().self(), tenancy.epoch()));
  }

  public Claims claims() {
    return claims;
  }

  public LeaseTerms terms() {
    return LeaseTerms.of(settings.lease(), settings.leaseRenew());
  }

  /** Calls something after each change of members or announcements; it must not block. */
  public void listen(Runnable listener) {
    members.listen(listener);
  }

  /** Calls something with the id of each node that is no member any more; it must not block. */
  public void listenGone(Consumer<String> listener) {
    goneListeners.add(listener);
  }

  /** The host under which other members reach this one. */
  public String host() {
    return hazelcast.getCluster().getLocalMember().getAddress().getHost();
  }

  /** Announces where other nodes forward requests to. */
  public void announceS3Address(String address) {
    announce(said -> said.with(said.node().withS3Address(address)));
  }

  /** Announces that this node is about to leave, so that others take its volumes. */
  public void announceLeaving() {
    announce(said -> said.with(said.node().leaving()));
  }

  /** Announces what is mounted, and what is served in which epoch. */
  void announceVolumes(Announcement.Volumes volumes) {
    announce(said -> said.withVolumes(volumes));
  }

  private synchronized void announce(UnaryOperator<Announcement> change) {
    Announcement changed = change.apply(members.own());
    if (!changed.equals(members.own())) {
      members.own(changed);
      later(this::publish);
    }
  }

  private void later(Runnable work) {
    try {
      speaker.execute(work);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("left already");
    }
  }

  private void publish() {
    String member = hazelcast.getCluster().getLocalMember().getUuid().toString();
    String text = members.own().encode();
    if ((member + text).equals(published)) {
      return;
    }
    try {
      announcements().set(member, text);
      published = member + text;
    } catch (RuntimeException e) {
      // Said again at the next refresh.
      log.atDebug().setCause(e).log("could not announce");
    }
  }

  /** Listeners may miss something while members come and go; this makes up for it. */
  private void refresh() {
    if (closed) {
      return;
    }
    try {
      becomeFull(hazelcast, 0); // Again, in case it merged as it had first come.
      Cluster cluster = hazelcast.getCluster();
      String self = cluster.getLocalMember().getUuid().toString();
      if (!announcements().containsKey(self)) {
        published = "";
      }
      publish();
      for (Map.Entry<String, String> said : announcements().entrySet()) {
        heard(said.getKey(), said.getValue());
      }
      members.look();
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).log("the cluster does not answer");
      members.look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(String member, String text) {
    members.announced(UUID.fromString(member), Announcement.decode(text));
  }

  private final class Announcements
      implements EntryAddedListener<String, String>, EntryUpdatedListener<String, String> {
    @Override
    public void entryAdded(EntryEvent<String, String> event) {
      heard(event.getKey(), event.getValue());
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
      heard(event.getKey(), event.getValue());
    }
  }

  private final class Comings implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      log.atInfo().addKeyValue("member", event.getMember().getSocketAddress()).log("member came");
      members.look();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      log.atInfo().addKeyValue("member", event.getMember().getSocketAddress()).log("member gone");
      UUID gone = event.getMember().getUuid();
      String id = Greeting.from(event.getMember().getAttributes()).nodeId();
      if (members.gone(gone)) {
        goneListeners.forEach(listener -> listener.accept(id));
      }
      later(() -> announcements().delete(gone.toString()));
    }
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** Leaves the cluster. */
  @Override
  public void close() {
    closed = true;
    speaker.shutdown();
    hazelcast.shutdown();
  }
}
