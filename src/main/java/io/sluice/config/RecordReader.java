package io.sluice.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a record from what was given; a component that was not given keeps its default. */
final class RecordReader {
  private RecordReader() {}

  static <T extends Record> T read(T defaults, Given.Fields given, String path)
      throws SettingsFault {
    List<FieldName> names = FieldName.of(defaults.getClass());
    refuseUnknown(names, given, path);
    @Nullable Object[] values = new @Nullable Object[names.size()];
    Class<?>[] types = new Class<?>[names.size()];
    for (int i = 0; i < values.length; i++) {
      FieldName name = names.get(i);
      types[i] = name.type();
      Object fallback = valueOf(defaults, name);
      Given value = given.fields().get(name.yaml());
      values[i] = value == null ? fallback : convert(name, fallback, value, path);
    }
    return build(defaults, types, values, given, path);
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
    List<String> known = names.stream().map(FieldName::yaml).toList();
    for (var entry : given.fields().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new SettingsFault(
            join(path, entry.getKey()),
            "is not a known field; known here are " + String.join(", ", known),
            entry.getValue().origin());
      }
    }
  }

  private static Object convert(FieldName name, @Nullable Object fallback, Given value, String path)
      throws SettingsFault {
    String here = join(path, name.yaml());
    if (fallback instanceof Record inner && name.type() != Secret.class) {
      if (value instanceof Given.Fields fields) {
        return read(inner, fields, here);
      }
      throw new SettingsFault(
          here, "must be a mapping of fields, found " + value.kind(), value.origin());
    }
    if (value instanceof Given.Items items && name.type() == List.class) {
      List<String> texts = new ArrayList<>();
      for (Given item : items.items()) {
        texts.add(text(item, here));
      }
      return texts;
    }
    String text = text(value, here);
    try {
      return Scalars.parse(name, text);
    } catch (IllegalArgumentException e) {
      String shown = name.isSecret() ? "" : ", but is '" + text + "'";
      throw new SettingsFault(here, e.getMessage() + shown, value.origin());
    }
  }

  private static @Nullable Object valueOf(Record record, FieldName name) {
    try {
      return name.component().getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record without its accessor", e);
    }
  }

  @SuppressWarnings("unchecked") // the constructor of T's own class
  private static <T extends Record> T build(
      T defaults, Class<?>[] types, @Nullable Object[] values, Given.Fields given, String path)
      throws SettingsFault {
    try {
      Constructor<?> constructor = defaults.getClass().getDeclaredConstructor(types);
      return (T) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Bounds.Broken broken) {
        Given at = given.fields().get(broken.field());
        String origin = at == null ? given.origin() : at.origin();
        throw new SettingsFault(join(path, broken.field()), broken.rule(), origin);
      }
      throw new IllegalStateException("settings that can't be built", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record without its constructor", e);
    }
  }
}
