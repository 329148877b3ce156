package io.sluice.bus;

import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values of any record type, made up from a seed: so that no new command can be forgotten. */
final class Generated {
  private static final int TRIES = 200;

  private final Random random;

  Generated(Random random) {
    this.random = random;
  }

  /** A value of a type; records by their components, again when they refuse them. */
  Object of(Type type) {
    for (int i = 0; i < TRIES; i++) {
      try {
        return made(type);
      } catch (IllegalArgumentException refused) {
        // Other values may do.
      }
    }
    throw new IllegalStateException("no value of " + type + " can be made up");
  }

  private Object made(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord() && plain != EntityTag.class) {
      return ofRecord(plain);
    }
    if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    return ofValue(plain);
  }

  private Object ofValue(Class<?> type) {
    if (type == String.class) {
      return text();
    } else if (type == long.class || type == Long.class) {
      return random.nextBoolean() ? random.nextLong() : random.nextLong(5000) - 1;
    } else if (type == int.class) {
      return random.nextInt(2000) - 1;
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == ObjectKey.class) {
      return random.nextBoolean() ? ObjectKey.of(text() + "/") : ObjectKey.of(text());
    } else if (type == EntityTag.class) {
      byte[] md5 = new byte[16];
      random.nextBytes(md5);
      return random.nextBoolean() ? EntityTag.ofMd5(md5) : EntityTag.ofParts(md5, 7);
    } else if (type == ByteBuffer.class) {
      byte[] bytes = new byte[random.nextInt(50)];
      random.nextBytes(bytes);
      return ByteBuffer.wrap(bytes);
    } else if (type == Instant.class) {
      return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }
    throw new IllegalStateException("teach this how to make a " + type);
  }

  private Object ofGeneric(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(of(arguments[0]));
    }
    int size = random.nextInt(4);
    if (type.getRawType() == List.class) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(of(arguments[0]));
      }
      return list;
    }
    Map<Object, Object> map = new HashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(of(arguments[0]), of(arguments[1]));
    }
    return map;
  }

  private Object ofRecord(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = Arrays.stream(components).map(this::ofComponent).toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException(refused.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object ofComponent(RecordComponent component) {
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return nullable && random.nextInt(3) == 0 ? null : of(component.getGenericType());
  }

  private String text() {
    String letters = "abcXYZ019 -_.\u00e4\u4e2d\"\\\n\u0001";
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
      if (random.nextInt(10) == 0) {
        text.append("\uD834\uDD1E");
      }
    }
    return text.toString();
  }
}
