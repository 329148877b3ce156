package io.sluice.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set on a node. A field's name in YAML is the component's name with
 * hyphens, without a trailing unit: {@code maxPutBytes} is {@code max-put}. Its environment
 * variable is {@code SLUICE_} and the path in capitals: {@code limits.max-put} is {@code
 * SLUICE_LIMITS_MAX_PUT}.
 *
 * @param host address that the S3 port is bound to; 127.0.0.1 by default, so that a first try is
 *     open to nobody else
 * @param port S3 port, 0 to 65535; 0 picks a free one
 * @param adminHost address that the management port is bound to
 * @param adminPort management port, 0 to 65535; 0 picks a free one
 * @param region the S3 region that signatures name, compared without case
 * @param domains host names under which buckets are virtual hosts: {@code BUCKET.DOMAIN}
 * @param data directory for all that the node keeps: credentials, index, lock
 * @param volumesRoot directory whose sub-directories are volumes, and where CreateBucket makes them
 * @param accessKey the administrator's access key; null: kept in the data directory
 * @param secretKey its secret; given together with the access key or not at all
 * @param requestLog whether each request is logged in one line
 * @param defaultChecksum what an object gets whose writer named no checksum
 * @param users who may ask besides the administrator, by name
 * @param tls encryption of the S3 port
 * @param volumes the volumes named in the settings, by name
 * @param volumeDefaults what holds for volumes that do not say otherwise
 * @param limits bounds of the node
 * @param index where the index lives and its bounds
 * @param background bounds of the work that goes on beside requests
 * @param cluster the nodes that share volumes with this one
 */
public record Settings(
    String host,
    int port,
    String adminHost,
    int adminPort,
    String region,
    List<String> domains,
    Path data,
    Path volumesRoot,
    @Nullable String accessKey,
    @Nullable Secret secretKey,
    boolean requestLog,
    DefaultChecksum defaultChecksum,
    Map<String, UserSettings> users,
    TlsSettings tls,
    Map<String, VolumeEntry> volumes,
    VolumeSettings volumeDefaults,
    Limits limits,
    IndexLimits index,
    BackgroundLimits background,
    ClusterSettings cluster) {

  public Settings {
    Bounds.notBlank("host", host);
    Bounds.between("port", port, 0, 65535);
    Bounds.notBlank("admin-host", adminHost);
    Bounds.between("admin-port", adminPort, 0, 65535);
    Bounds.notBlank("region", region);
    for (String domain : domains) {
      Bounds.require(isHostName(domain), "domains", "'" + domain + "' is not a host name");
    }
    Bounds.require(
        (accessKey == null) == (secretKey == null),
        accessKey == null ? "access-key" : "secret-key",
        "must be given too: access-key and secret-key go together");
    if (accessKey != null) {
      Bounds.accessKey("access-key", accessKey);
    }
    users = Users.checked(users, accessKey);
    domains = List.copyOf(domains);
    volumes = Map.copyOf(volumes);
  }

  /** The defaults of a node that keeps its things in the given directory. */
  public static Settings defaults(Path data) {
    return new Settings(
        "127.0.0.1",
        9000,
        "127.0.0.1",
        9001,
        "us-east-1",
        List.of(),
        data,
        data.resolve("volumes"),
        null,
        null,
        false,
        DefaultChecksum.NONE,
        Map.of(),
        TlsSettings.OFF,
        Map.of(),
        VolumeSettings.DEFAULT,
        Limits.DEFAULT,
        IndexLimits.in(data.resolve("index")),
        BackgroundLimits.DEFAULT,
        ClusterSettings.OFF);
  }

  /** These settings with other volumes. */
  public Settings withVolumes(Map<String, VolumeEntry> entries) {
    return new Settings(
        host,
        port,
        adminHost,
        adminPort,
        region,
        domains,
        data,
        volumesRoot,
        accessKey,
        secretKey,
        requestLog,
        defaultChecksum,
        users,
        tls,
        new TreeMap<>(entries),
        volumeDefaults,
        limits,
        index,
        background,
        cluster);
  }

  /** The settings of a volume: its own, or the defaults when it is not named here. */
  public VolumeSettings volumeSettings(String name) {
    VolumeEntry entry = volumes.get(name);
    return entry == null ? volumeDefaults : entry.settings();
  }

  private static boolean isHostName(String text) {
    return text.matches("[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?")
        && URI.create("http://" + text).getHost() != null;
  }
}
