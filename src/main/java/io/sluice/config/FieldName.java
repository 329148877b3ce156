package io.sluice.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The name of a field in YAML and in the environment, derived from its record component: hyphens
 * for capitals, without a trailing {@code Bytes}.
 */
record FieldName(RecordComponent component) {
  private static final String SIZE_SUFFIX = "Bytes";

  static List<FieldName> of(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(FieldName::new).toList();
  }

  /** The environment variable of a path. */
  static String variable(List<String> path) {
    return "SLUICE_" + String.join("_", path).toUpperCase(Locale.ROOT).replaceAll("[-.]", "_");
  }

  Class<?> type() {
    return component.getType();
  }

  /** The type of what a list or mapping holds: the last of its type arguments. */
  Class<?> elementType() {
    Type[] arguments = ((ParameterizedType) component.getGenericType()).getActualTypeArguments();
    return (Class<?>) arguments[arguments.length - 1];
  }

  boolean isSize() {
    return component.getName().endsWith(SIZE_SUFFIX);
  }

  boolean isMode() {
    return component.getName().endsWith("Mode");
  }

  boolean isSecret() {
    return type() == Secret.class;
  }

  /** The names under which a field can be given: a secret also by variable or file. */
  List<String> spellings() {
    String name = yaml();
    return isSecret() ? SecretSource.spellings(name) : List.of(name);
  }

  String yaml() {
    String name = component.getName();
    String stem = isSize() ? name.substring(0, name.length() - SIZE_SUFFIX.length()) : name;
    return stem.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
