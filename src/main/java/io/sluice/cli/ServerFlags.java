package io.sluice.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code sluice server}; each is the field of the settings with the same name. */
@SuppressWarnings("NullAway.Init") // set by picocli; null when the flag is not given
final class ServerFlags {
  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the node keeps credentials, index and volumes (default: data).")
  private @Nullable String data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address of the S3 port (default: 127.0.0.1; 0.0.0.0 opens it to all).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "S3 port, 0 picks a free one (default: 9000).")
  private @Nullable String port;

  @Option(
      names = "--admin-host",
      paramLabel = "ADDRESS",
      description = "Address of the management port (default: 127.0.0.1).")
  private @Nullable String adminHost;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      description = "Management port, 0 picks a free one (default: 9001).")
  private @Nullable String adminPort;

  @Option(
      names = "--volume",
      paramLabel = "NAME=PATH",
      description = "Serves a directory as the bucket NAME; may be repeated.")
  private @Nullable Map<String, String> volumes;

  @Option(
      names = "--volumes-root",
      paramLabel = "DIR",
      description = "Directory whose sub-directories are buckets (default: DATA/volumes).")
  private @Nullable String volumesRoot;

  @Option(names = "--access-key", paramLabel = "AK", description = "Administrator's access key.")
  private @Nullable String accessKey;

  @Option(
      names = "--secret-key",
      paramLabel = "SK",
      description = "Its secret. Others can see flags: prefer SLUICE_SECRET_KEY or the file.")
  private @Nullable String secretKey;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "PEM certificates: the S3 port speaks TLS. Needs --tls-key.")
  private @Nullable String tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM private key of the certificate.")
  private @Nullable String tlsKey;

  @Option(
      names = "--region",
      paramLabel = "R",
      description = "S3 region of signatures (default: us-east-1).")
  private @Nullable String region;

  @Option(
      names = "--domains",
      paramLabel = "NAME",
      description = "Host names with buckets as virtual hosts, separated by commas.")
  private @Nullable String domains;

  @Option(
      names = "--request-log",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOLEAN",
      description = "Logs each request in one line.")
  private @Nullable String requestLog;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "Any field of the settings, such as limits.max-put=1GiB; may be repeated.")
  private @Nullable Map<String, String> others;

  @Nullable Path config() {
    return config;
  }

  /** The flags that were given, by field. */
  Map<String, String> byField() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (others != null) {
      fields.putAll(others);
    }
    put(fields, "data", data);
    put(fields, "host", host);
    put(fields, "port", port);
    put(fields, "admin-host", adminHost);
    put(fields, "admin-port", adminPort);
    put(fields, "volumes-root", volumesRoot);
    put(fields, "access-key", accessKey);
    put(fields, "secret-key", secretKey);
    put(fields, "tls.certificate", tlsCertificate);
    put(fields, "tls.key", tlsKey);
    put(fields, "region", region);
    put(fields, "domains", domains);
    put(fields, "request-log", requestLog);
    if (volumes != null) {
      volumes.forEach((name, path) -> fields.put("volumes." + name + ".path", path));
    }
    return fields;
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
