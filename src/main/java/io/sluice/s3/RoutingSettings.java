package io.sluice.s3;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets are found in a request.
 *
 * @param virtualHostDomains domains of which {@code bucket.domain} names a bucket; without ports,
 *     in any case. Empty for path-style alone
 */
public record RoutingSettings(List<String> virtualHostDomains) {
  public RoutingSettings {
    // The longest first, so that a domain within another one wins.
    virtualHostDomains =
        virtualHostDomains.stream()
            .map(domain -> domain.toLowerCase(Locale.ROOT))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    if (virtualHostDomains.stream().anyMatch(RoutingSettings::isNoDomain)) {
      throw new IllegalArgumentException("not domains: " + virtualHostDomains);
    }
  }

  /** The bucket that a host names, null when it names none. */
  public @Nullable String bucketOf(@Nullable String host) {
    if (host == null || virtualHostDomains.isEmpty()) {
      return null;
    }
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    for (String domain : virtualHostDomains) {
      if (name.equals(domain)) {
        return null;
      }
      if (name.endsWith("." + domain)) {
        return name.substring(0, name.length() - domain.length() - 1);
      }
    }
    return null;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isNoDomain(String domain) {
    return domain.isBlank() || domain.startsWith(".") || domain.contains("/");
  }
}
