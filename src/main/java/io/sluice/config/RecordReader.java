package io.sluice.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record from what was given; a component that was not given keeps its default. Records
 * that stand in lists and mappings have no defaults of their own: there, what was not given is
 * null, false, zero or empty, and the record's constructor says what it needs.
 */
final class RecordReader {
  private final SecretSource secrets;

  RecordReader(SecretSource secrets) {
    this.secrets = secrets;
  }

  @SuppressWarnings("unchecked") // the class of the defaults themselves
  <T extends Record> T read(T defaults, Given.Fields given, String path) throws SettingsFault {
    return (T) read(defaults.getClass(), defaults, given, path);
  }

  private Object read(Class<?> type, @Nullable Record defaults, Given.Fields given, String path)
      throws SettingsFault {
    List<FieldName> names = FieldName.of(type);
    refuseUnknown(names, given, path);
    @Nullable Object[] values = new @Nullable Object[names.size()];
    Class<?>[] types = new Class<?>[names.size()];
    for (int i = 0; i < values.length; i++) {
      FieldName name = names.get(i);
      types[i] = name.type();
      values[i] = value(name, defaults, given, path);
    }
    return build(type, types, values, given, path);
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The text of a scalar, refusing lists and mappings. */
  static String text(Given given, String path) throws SettingsFault {
    if (given instanceof Given.Text text) {
      return text.value();
    }
    throw new SettingsFault(path, "must be a single value, found " + given.kind(), given.origin());
  }

  private static void refuseUnknown(List<FieldName> names, Given.Fields given, String path)
      throws SettingsFault {
    List<String> known = names.stream().flatMap(name -> name.spellings().stream()).toList();
    for (var entry : given.fields().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new SettingsFault(
            join(path, entry.getKey()),
            "is not a known field; known here are " + String.join(", ", known),
            entry.getValue().origin());
      }
    }
  }

  private @Nullable Object value(
      FieldName name, @Nullable Record defaults, Given.Fields given, String path)
      throws SettingsFault {
    Object fallback = defaults == null ? nothing(name.type()) : valueOf(defaults, name);
    if (name.isSecret()) {
      Secret secret = secrets.find(name.yaml(), given, path);
      return secret == null ? fallback : secret;
    }
    Given value = given.fields().get(name.yaml());
    return value == null ? fallback : convert(name, fallback, value, join(path, name.yaml()));
  }

  private static @Nullable Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type == List.class) {
      return List.of();
    }
    return type == Map.class ? Map.of() : null;
  }

  private Object convert(FieldName name, @Nullable Object fallback, Given value, String here)
      throws SettingsFault {
    if (fallback instanceof Record inner) {
      return read(inner, mapping(value, here), here);
    }
    if (name.type() == Map.class) {
      return records(name.elementType(), mapping(value, here), here);
    }
    if (value instanceof Given.Items items && name.type() == List.class) {
      return items(name.elementType(), items, here);
    }
    String text = text(value, here);
    try {
      return Scalars.parse(name, text);
    } catch (IllegalArgumentException e) {
      throw new SettingsFault(here, e.getMessage() + ", but is '" + text + "'", value.origin());
    }
  }

  private static Given.Fields mapping(Given value, String here) throws SettingsFault {
    if (value instanceof Given.Fields fields) {
      return fields;
    }
    throw new SettingsFault(
        here, "must be a mapping of fields, found " + value.kind(), value.origin());
  }

  private Map<String, Object> records(Class<?> type, Given.Fields given, String path)
      throws SettingsFault {
    Map<String, Object> records = new LinkedHashMap<>();
    for (var entry : given.fields().entrySet()) {
      String here = join(path, entry.getKey());
      records.put(entry.getKey(), read(type, null, mapping(entry.getValue(), here), here));
    }
    return records;
  }

  private List<Object> items(Class<?> type, Given.Items items, String path) throws SettingsFault {
    List<Object> values = new ArrayList<>();
    for (Given item : items.items()) {
      if (type.isRecord()) {
        String here = path + "[" + values.size() + "]";
        values.add(read(type, null, mapping(item, here), here));
      } else {
        values.add(item(type, item, path));
      }
    }
    return values;
  }

  private static Object item(Class<?> type, Given item, String path) throws SettingsFault {
    String text = text(item, path);
    try {
      return Scalars.item(type, text);
    } catch (IllegalArgumentException e) {
      throw new SettingsFault(path, e.getMessage() + ", but is '" + text + "'", item.origin());
    }
  }

  static @Nullable Object valueOf(Record record, FieldName name) {
    try {
      return name.component().getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record without its accessor", e);
    }
  }

  private static Object build(
      Class<?> type, Class<?>[] types, @Nullable Object[] values, Given.Fields given, String path)
      throws SettingsFault {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Bounds.Broken broken) {
        String origin = given.nearest(broken.field()).origin();
        throw new SettingsFault(join(path, broken.field()), broken.rule(), origin);
      }
      throw new IllegalStateException("settings that can't be built", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record without its constructor", e);
    }
  }
}
