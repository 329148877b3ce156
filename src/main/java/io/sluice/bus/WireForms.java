package io.sluice.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Short forms of the values in commands and replies that are not plain records. */
final class WireForms {
  private static final int INSTANT_BYTES = Long.BYTES + Integer.BYTES;

  private WireForms() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("sluice");
    binary(module, ObjectKey.class, ObjectKey::utf8, WireForms::key);
    binary(module, ByteBuffer.class, ByteForms::copy, ByteBuffer::wrap);
    binary(module, Instant.class, WireForms::bytes, WireForms::instant);
    module.addSerializer(EntityTag.class, written((tag, out) -> out.writeString(tag.value())));
    module.addDeserializer(EntityTag.class, read(in -> new EntityTag(in.getText())));
    module.addDeserializer(Reason.class, read(in -> reason(in.getText())));
    module.addSerializer(
        Optional.class, written((value, out) -> out.writePOJO(value.orElse(null))));
    module.addDeserializer(Optional.class, new OptionalRefusal());
    return module;
  }

  private interface Writing<T> {
    void write(T value, JsonGenerator out) throws IOException;
  }

  private interface Reading<T> {
    T read(JsonParser in) throws IOException;
  }

  private interface Packing<T> {
    byte[] pack(T value);
  }

  private static <T> void binary(
      SimpleModule module, Class<T> type, Packing<? super T> packing, ReadingBytes<T> reading) {
    module.addSerializer(type, written((value, out) -> out.writeBinary(packing.pack(value))));
    module.addDeserializer(type, read(in -> reading.of(in.getBinaryValue())));
  }

  private interface ReadingBytes<T> {
    T of(byte[] bytes) throws IOException;
  }

  private static <T> JsonSerializer<T> written(Writing<T> writing) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        writing.write(value, out);
      }
    };
  }

  private static <T> JsonDeserializer<T> read(Reading<T> reading) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return reading.read(in);
      }
    };
  }

  /** The only optional thing that travels. */
  @SuppressWarnings("rawtypes")
  private static final class OptionalRefusal extends JsonDeserializer<Optional> {
    @Override
    public Optional deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Optional.of(context.readValue(in, Refusal.class));
    }

    @Override
    public Optional getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  private static ObjectKey key(byte[] utf8) throws IOException {
    ObjectKey key = ObjectKey.ofUtf8(utf8);
    if (key == null) {
      throw new IOException("a key that is not UTF-8");
    }
    return key;
  }

  private static byte[] bytes(Instant instant) {
    return ByteBuffer.allocate(INSTANT_BYTES)
        .putLong(instant.getEpochSecond())
        .putInt(instant.getNano())
        .array();
  }

  private static Instant instant(byte[] bytes) throws IOException {
    if (bytes.length != INSTANT_BYTES) {
      throw new IOException("a moment of " + bytes.length + " bytes");
    }
    ByteBuffer packed = ByteBuffer.wrap(bytes);
    return Instant.ofEpochSecond(packed.getLong(), packed.getInt());
  }

  /** A newer node may know more reasons. */
  private static Reason reason(String name) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(Reason.INTERNAL_ERROR);
  }
}
