package io.sluice.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Turns text into the type of a field. Whole numbers whose component ends in {@code Bytes} are
 * sizes, those that end in {@code Mode} are octal.
 */
final class Scalars {
  private Scalars() {}

  /**
   * @throws IllegalArgumentException with the rule that the text breaks
   */
  static Object parse(FieldName field, String text) {
    Class<?> type = field.type();
    if (type.isEnum()) {
      return choice(type, text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return new Secret(text);
    }
    if (type == Duration.class) {
      return DurationText.parse(text);
    }
    if (type == boolean.class) {
      return truth(text);
    }
    if (type == Instant.class) {
      return instant(text);
    }
    if (type == List.class) {
      return items(field.elementType(), text);
    }
    return number(field, text);
  }

  private static Object number(FieldName field, String text) {
    if (field.type() == long.class) {
      return field.isSize() ? SizeText.parse(text) : whole(text, 10);
    }
    long value = field.isSize() ? SizeText.parse(text) : whole(text, field.isMode() ? 8 : 10);
    if (value != (int) value) {
      throw new IllegalArgumentException("is too large");
    }
    return (int) value;
  }

  private static long whole(String text, int radix) {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          radix == 8 ? "must be an octal number such as 0644" : "must be a whole number", e);
    }
  }

  private static Object choice(Class<?> type, String text) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = constant.toString().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw new IllegalArgumentException("must be one of " + String.join(", ", names));
  }

  static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must be a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path", e);
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a time such as 2027-01-31T00:00:00Z", e);
    }
  }

  private static List<Object> items(Class<?> type, String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .map(item -> item(type, item))
        .toList();
  }

  /** One item of a list of texts or choices. */
  static Object item(Class<?> type, String text) {
    if (type.isRecord()) {
      throw new IllegalArgumentException("must be a list of mappings");
    }
    return type.isEnum() ? choice(type, text) : text;
  }
}
