package io.sluice.s3.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A query string in the order and spelling that is signed. */
final class CanonicalQuery {
  private static final Comparator<Parameter> ORDER =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

  private final List<Parameter> parameters;

  /** Name and value, both in the signed spelling. */
  private record Parameter(String name, String value) {}

  private CanonicalQuery(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /** Refuses with INVALID_URI when a percent sign stands alone. */
  static CanonicalQuery of(String rawQuery) {
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start < rawQuery.length()) {
      int end = rawQuery.indexOf('&', start);
      end = end < 0 ? rawQuery.length() : end;
      if (end > start) {
        parameters.add(parameter(rawQuery.substring(start, end)));
      }
      start = end + 1;
    }
    // Names and values apart: as one text, "a=" would sort after "a-b=".
    parameters.sort(ORDER);
    return new CanonicalQuery(parameters);
  }

  private static Parameter parameter(String piece) {
    int equals = piece.indexOf('=');
    String name = equals < 0 ? piece : piece.substring(0, equals);
    String value = equals < 0 ? "" : piece.substring(equals + 1);
    return new Parameter(signedSpelling(name), signedSpelling(value));
  }

  private static String signedSpelling(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 8);
    PercentCoding.appendQuery(out, raw);
    return out.toString();
  }

  /** The decoded value of a parameter whose name needs no encoding; null when it was not sent. */
  @Nullable String value(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return PercentCoding.decode(parameter.value());
      }
    }
    return null;
  }

  /** The names that were sent, in the signed spelling. */
  List<String> names() {
    return parameters.stream().map(Parameter::name).distinct().toList();
  }

  /** Whether a name was sent twice, be it in another case. */
  boolean hasRepetition() {
    Set<String> names = new HashSet<>();
    for (Parameter parameter : parameters) {
      if (!names.add(parameter.name().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  boolean has(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Appends all parameters but the signature itself, which can't be part of what it signs. */
  void append(StringBuilder out) {
    boolean first = true;
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(PresignedQuery.SIGNATURE)) {
        continue;
      }
      if (!first) {
        out.append('&');
      }
      out.append(parameter.name()).append('=').append(parameter.value());
      first = false;
    }
  }
}
