package io.sluice.cli;

import io.sluice.admin.AdminRoute;
import io.sluice.admin.AdminVerticle;
import io.sluice.admin.ClusterRoute;
import io.sluice.admin.VolumeIndexRoute;
import io.sluice.admin.VolumeUsageRoute;
import io.sluice.bus.BusTerms;
import io.sluice.bus.OwnerRoutes;
import io.sluice.bus.VolumeBus;
import io.sluice.catalog.Catalog;
import io.sluice.config.Limits;
import io.sluice.config.Settings;
import io.sluice.http.GatewayParts;
import io.sluice.http.HttpGateway;
import io.sluice.http.RequestIds;
import io.sluice.http.TlsIdentity;
import io.sluice.index.NativeLibrary;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.operation.Elsewhere;
import io.sluice.operation.ErrorAnswers;
import io.sluice.operation.Forwarding;
import io.sluice.operation.OperationSettings;
import io.sluice.operation.Rooms;
import io.sluice.operation.S3Service;
import io.sluice.operation.VolumeLanes;
import io.sluice.s3.PageTokens;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.RoutingSettings;
import io.sluice.s3.auth.AuthSettings;
import io.sluice.s3.auth.SigV4;
import io.sluice.telemetry.Telemetry;
import io.sluice.volume.OwnedVolume;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: its verticles and what they stand on, built once and closed in reverse. */
public final class Node implements RunningNode {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final Duration PRESIGNED_FOR = Duration.ofDays(7);
  private static final Duration COMPLETE_WITHIN = Duration.ofHours(6);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final NodeParts parts;
  private final AdminVerticle admin;
  private final NodeVolumes volumes;
  private final HttpGateway gateway;

  private Node(NodeParts parts, AdminVerticle admin, NodeVolumes volumes, HttpGateway gateway) {
    this.parts = parts;
    this.admin = admin;
    this.volumes = volumes;
    this.gateway = gateway;
  }

  /** Starts a node; the signature is that of {@link NodeStarter}. */
  public static RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry)
      throws Exception {
    loadIndexCode(settings.data().resolve("native"));
    VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
    @Nullable ClusterPart cluster =
        settings.cluster().isOn() ? ClusterStart.join(settings, options) : null;
    Vertx vertx = cluster == null ? PlainVertx.start(options) : cluster.vertx();
    try {
      return start(new NodeParts(vertx, settings, catalog, telemetry, cluster));
    } catch (Exception failure) {
      await(vertx.close(), GRACE);
      if (cluster != null) {
        cluster.close();
      }
      throw failure;
    }
  }

  private static void loadIndexCode(Path folder) throws StartFault {
    try {
      NativeLibrary.load(folder);
    } catch (IOException e) {
      throw StartFault.runtime(String.valueOf(e.getMessage()));
    }
  }

  private static Node start(NodeParts parts) throws Exception {
    Settings settings = parts.settings();
    Vertx vertx = parts.vertx();
    SecureRandom random = new SecureRandom();
    VolumeBus bus = bus(parts);
    var chances = new OwnedVolume.Chances(InstantSource.system(), System::nanoTime, random);
    int threads = settings.limits().workerThreads();
    var lanes = new VolumeLanes("files", HttpTerms.lanes(settings, threads), parts.catalog()::has);
    VolumeServing serving = new VolumeServing(parts, bus, lanes, chances);
    NodeVolumes volumes = new NodeVolumes(parts, bus, serving);
    TlsIdentity tls = TlsFiles.read(settings, vertx);
    AdminVerticle admin =
        new AdminVerticle(
            settings.adminHost(),
            settings.adminPort(),
            parts.telemetry(),
            routes(parts, volumes, serving));
    bind(
        "management port", settings.adminHost(), settings.adminPort(), vertx.deployVerticle(admin));
    awaitStart(volumes.attachAll());
    try {
      S3Service service = service(parts, rooms(parts, bus, lanes, volumes));
      var gatewayParts = gatewayParts(parts, service, new RequestIds(random), volumes);
      HttpGateway gateway =
          bind(
              "S3 port",
              settings.host(),
              settings.port(),
              HttpGateway.start(vertx, HttpTerms.of(settings).withTls(tls), gatewayParts));
      volumes.whenGone(gateway::forgetGone);
      volumes.whenGone(lanes::forgetGone);
      if (parts.cluster() != null) {
        parts.cluster().announce(settings, gateway.port());
        parts.cluster().follow(volumes);
      }
      return new Node(parts, admin, volumes, gateway);
    } catch (Exception failure) {
      await(volumes.detachAll(), GRACE);
      throw failure;
    }
  }

  private static GatewayParts gatewayParts(
      NodeParts parts, S3Service service, RequestIds ids, NodeVolumes volumes) {
    return new GatewayParts(
        service,
        new ErrorAnswers(),
        new RequestReports(parts.telemetry().requests()),
        ids,
        InstantSource.system(),
        System::nanoTime,
        forwarding(parts, volumes),
        parts.catalog()::has);
  }

  private static VolumeBus bus(NodeParts parts) {
    Settings settings = parts.settings();
    Duration within = settings.limits().commandTimeout();
    ClusterPart cluster = parts.cluster();
    if (cluster == null) {
      var alone = BusTerms.alone(within, COMPLETE_WITHIN);
      return new VolumeBus(parts.vertx(), alone, OwnerRoutes.alone());
    }
    VolumeBus bus = cluster.bus(settings, within, COMPLETE_WITHIN);
    BusMeters.register(parts.telemetry().meters().registry(), bus.traffic());
    return bus;
  }

  private static List<AdminRoute> routes(
      NodeParts parts, NodeVolumes volumes, VolumeServing serving) {
    ClusterPart cluster = parts.cluster();
    Supplier<Map<String, Object>> status =
        cluster == null ? Map::of : cluster.board(parts.settings(), parts.telemetry())::status;
    return List.of(
        new VolumeUsageRoute(volumes::usage),
        new VolumeIndexRoute(new NodeIndexes(parts.vertx(), serving::served, parts.catalog()::has)),
        new ClusterRoute(status));
  }

  private static Rooms rooms(NodeParts parts, VolumeBus bus, VolumeLanes lanes, NodeVolumes volumes)
      throws IOException {
    Settings settings = parts.settings();
    Limits limits = settings.limits();
    return new Rooms(
        bus,
        volumes.mounts(),
        parts.catalog(),
        volumes,
        lanes,
        new PageTokens(tokenSecret(settings)),
        new OperationSettings(
            settings.region(),
            limits.maxPutBytes(),
            limits.maxPartBytes(),
            limits.minPartBytes(),
            defaultChecksum(settings),
            limits.maxXmlBytes()),
        InstantSource.system(),
        new SecureRandom(),
        elsewhere(parts));
  }

  private static Elsewhere elsewhere(NodeParts parts) {
    ClusterPart cluster = parts.cluster();
    return cluster == null
        ? Elsewhere.NOWHERE
        : new ClusterElsewhere(cluster.node(), cluster.seats());
  }

  /** Which requests go to other nodes, since this one does not mount their volume. */
  private static Optional<Forwarding> forwarding(NodeParts parts, NodeVolumes volumes) {
    Settings settings = parts.settings();
    if (parts.cluster() == null) {
      return Optional.empty();
    }
    String mark = ClusterSecrets.of(settings.cluster()).forwardingMark();
    return Optional.of(
        new Forwarding(
            new RequestRouter(new RoutingSettings(settings.domains())),
            volumes.mounts(),
            elsewhere(parts),
            mark));
  }

  /** The same on all nodes of a cluster: a listing may go on at another. */
  private static byte[] tokenSecret(Settings settings) throws IOException {
    return settings.cluster().isOn()
        ? ClusterSecrets.of(settings.cluster()).tokens()
        : TokenSecret.readOrMake(settings.data(), new SecureRandom());
  }

  private static @Nullable ChecksumAlgorithm defaultChecksum(Settings settings) {
    return switch (settings.defaultChecksum()) {
      case NONE -> null;
      case CRC64NVME -> ChecksumAlgorithm.CRC64NVME;
    };
  }

  private static S3Service service(NodeParts parts, Rooms rooms) {
    Settings settings = parts.settings();
    var signatures =
        new SigV4(
            new CatalogCredentials(parts.catalog(), InstantSource.system()),
            InstantSource.system(),
            new AuthSettings(
                settings.region(),
                settings.limits().clockSkew(),
                PRESIGNED_FOR,
                new RoutingSettings(settings.domains())));
    return new S3Service(
        signatures, new RequestRouter(new RoutingSettings(settings.domains())), rooms);
  }

  @Override
  public List<SettingsApplier> appliers() {
    boolean tls = parts.settings().tls().isOn();
    return List.of(
        new TlsApplier(parts.vertx(), gateway, tls, parts.telemetry().status()),
        new VolumeApplier(volumes));
  }

  @Override
  public int s3Port() {
    return gateway.port();
  }

  @Override
  public int adminPort() {
    return admin.port();
  }

  @Override
  public void close() {
    Duration drain = parts.settings().limits().drainTimeout().plus(GRACE);
    ClusterPart cluster = parts.cluster();
    if (cluster != null) {
      // First, so that requests at work here find the next owners.
      closing("handover", cluster.handOver(), cluster.handoverWait().plus(GRACE));
    }
    closing("gateway", gateway.close(), drain);
    closing("volumes", volumes.detachAll(), GRACE);
    closing("vertx", parts.vertx().close(), GRACE);
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void closing(String what, Future<Void> closed, Duration within) {
    try {
      await(closed, within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.atError().addKeyValue("part", what).setCause(e).log("did not close cleanly");
    }
  }

  private static <T> T bind(String name, String host, int port, Future<T> bound) throws Exception {
    try {
      return awaitStart(bound);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw cause instanceof IOException ? new PortFault(name, host, port, cause) : failure;
    }
  }

  private static <T> T awaitStart(Future<T> future) throws Exception {
    return await(future, Duration.ofMinutes(10));
  }

  private static <T> T await(Future<T> future, Duration within)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
