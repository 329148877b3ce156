package io.sluice.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request before its body, exactly as it came over the wire: nothing is decoded, since signatures
 * are over the raw form.
 */
public final class RequestHead {
  private final String method;
  private final String rawPath;
  private final String rawQuery;
  private final List<Header> headers;
  private final boolean encrypted;

  /** One header line; the name in lower case, the value as sent without surrounding space. */
  public record Header(String name, String value) {}

  /**
   * @param method as sent, upper case
   * @param rawPath the path, still percent-encoded, starting with a slash
   * @param rawQuery what follows the question mark, still percent-encoded; empty when there is none
   * @param headers in the order of arrival; names in any case
   */
  public RequestHead(String method, String rawPath, String rawQuery, List<Header> headers) {
    this(method, rawPath, rawQuery, headers, false);
  }

  private RequestHead(
      String method, String rawPath, String rawQuery, List<Header> headers, boolean encrypted) {
    this.method = method;
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
    Header[] lower = new Header[headers.size()];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = lower(headers.get(i));
    }
    this.headers = List.of(lower);
    this.encrypted = encrypted;
  }

  private static Header lower(Header header) {
    String name = header.name().toLowerCase(Locale.ROOT);
    // Most clients write them so, and then it is the very same text.
    return name.equals(header.name()) ? header : new Header(name, header.value());
  }

  /** The same head, as it came over TLS. */
  public RequestHead overTls() {
    return new RequestHead(method, rawPath, rawQuery, headers, true);
  }

  /** Where the client found this server: scheme and host, without a slash at the end. */
  public String origin() {
    return (encrypted ? "https://" : "http://") + header("host");
  }

  public String method() {
    return method;
  }

  public String rawPath() {
    return rawPath;
  }

  public String rawQuery() {
    return rawQuery;
  }

  public List<Header> headers() {
    return headers;
  }

  /** The first value of a header, null when it was not sent. The name is given in lower case. */
  public @Nullable String header(String lowerCaseName) {
    for (Header header : headers) {
      if (header.name().equals(lowerCaseName)) {
        return header.value();
      }
    }
    return null;
  }

  /** All values of a header, in order. */
  public List<String> allHeaders(String lowerCaseName) {
    List<String> values = new ArrayList<>(1);
    for (Header header : headers) {
      if (header.name().equals(lowerCaseName)) {
        values.add(header.value());
      }
    }
    return values;
  }
}
