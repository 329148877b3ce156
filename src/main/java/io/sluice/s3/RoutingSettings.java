package io.sluice.s3;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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

  private static boolean isNoDomain(String domain) {
    return domain.isBlank() || domain.startsWith(".") || domain.contains("/");
  }
}
