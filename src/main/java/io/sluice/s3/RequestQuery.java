package io.sluice.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The decoded query of a request. Of a name that occurs twice the first value counts. */
final class RequestQuery {
  private final Map<String, String> values = new LinkedHashMap<>();

  RequestQuery(String rawQuery) {
    int start = 0;
    while (start < rawQuery.length()) {
      int ampersand = rawQuery.indexOf('&', start);
      int end = ampersand < 0 ? rawQuery.length() : ampersand;
      add(rawQuery.substring(start, end));
      start = end + 1;
    }
  }

  private void add(String pair) {
    if (!pair.isEmpty()) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values.putIfAbsent(PercentCoding.decodeQuery(name), PercentCoding.decodeQuery(value));
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  String getOrEmpty(String name) {
    return values.getOrDefault(name, "");
  }

  Set<String> names() {
    return values.keySet();
  }

  Map<String, String> values() {
    return values;
  }
}
