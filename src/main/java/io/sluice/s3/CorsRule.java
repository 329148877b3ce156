package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What pages of some origins may ask of a bucket.
 *
 * <p>Source: S3 API reference, CORSRule; Fetch standard, "CORS protocol".
 *
 * @param id its name, up to 255 characters, or null
 * @param allowedOrigins each with at most one star, which stands for any characters
 * @param allowedHeaders the same, in any case
 * @param exposeHeaders what pages may read of answers
 * @param maxAgeSeconds how long browsers may keep what a preflight said, or null
 */
public record CorsRule(
    @Nullable String id,
    List<String> allowedOrigins,
    List<String> allowedMethods,
    List<String> allowedHeaders,
    List<String> exposeHeaders,
    @Nullable Integer maxAgeSeconds) {
  private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");
  private static final int MAX_ID_CHARACTERS = 255;
  private static final String ANY = "*";

  /** Refuses with INVALID_REQUEST what S3 refuses of a rule. */
  public CorsRule {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedMethods = List.copyOf(allowedMethods);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposeHeaders = List.copyOf(exposeHeaders);
    allowedMethods.forEach(CorsRule::checkMethod);
    allowedOrigins.forEach(origin -> checkStars("AllowedOrigin", origin));
    allowedHeaders.forEach(header -> checkStars("AllowedHeader", header));
    exposeHeaders.forEach(CorsRule::checkExposed);
    if (id != null && id.length() > MAX_ID_CHARACTERS) {
      throw invalid("The ID of a CORS rule has at most " + MAX_ID_CHARACTERS + " characters.");
    }
    if (maxAgeSeconds != null && maxAgeSeconds < 0) {
      throw invalid("MaxAgeSeconds must not be negative.");
    }
  }

  /** Whether a page of this origin may use this method, with these headers, all of them. */
  boolean allows(String origin, String method, List<String> headers) {
    return originPattern(origin) != null
        && allowedMethods.contains(method)
        && headers.stream().allMatch(this::allowsHeader);
  }

  /** What to answer as Access-Control-Allow-Origin. */
  String answeredOrigin(String origin) {
    return ANY.equals(originPattern(origin)) ? ANY : origin;
  }

  private @Nullable String originPattern(String origin) {
    for (String pattern : allowedOrigins) {
      if (matches(pattern, origin)) {
        return pattern;
      }
    }
    return null;
  }

  private boolean allowsHeader(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return allowedHeaders.stream()
        .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name));
  }

  private static boolean matches(String pattern, String text) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(text);
    }
    return text.length() >= pattern.length() - 1
        && text.startsWith(pattern.substring(0, star))
        && text.endsWith(pattern.substring(star + 1));
  }

  private static void checkMethod(String method) {
    if (!METHODS.contains(method)) {
      throw invalid(
          "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }
  }

  private static void checkStars(String what, String pattern) {
    if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
      throw invalid(what + " \"" + pattern + "\" can not have more than one wildcard.");
    }
    checkText(what, pattern);
  }

  private static void checkExposed(String header) {
    if (header.indexOf('*') >= 0) {
      throw invalid("ExposeHeader \"" + header + "\" contains wildcard, which is not supported.");
    }
    checkText("ExposeHeader", header);
  }

  // These go out in headers, where a line break would begin another header.
  private static void checkText(String what, String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw invalid(what + " \"" + text + "\" is not valid.");
    }
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_REQUEST, message);
  }
}
