package io.sluice.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Commands and replies as CBOR, for other nodes. Each begins with its type's short name; what a
 * newer node adds is ignored, what an older one leaves out is null.
 */
final class WireCodec {
  private final ObjectMapper mapper =
      CBORMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(VolumeCommand.class, Named.class)
          .addMixIn(VolumeReply.class, Named.class)
          .addModule(WireForms.module())
          .build();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  private interface Named {}

  WireCodec() {
    WireNames.COMMANDS.forEach((type, name) -> register(type, name));
    WireNames.REPLIES.forEach((type, name) -> register(type, name));
  }

  private void register(Class<?> type, String name) {
    mapper.registerSubtypes(new NamedType(type, name));
  }

  byte[] encode(VolumeCommand<?> command) {
    return encode(VolumeCommand.class, command);
  }

  byte[] encode(VolumeReply reply) {
    return encode(VolumeReply.class, reply);
  }

  private byte[] encode(Class<?> as, Object message) {
    try {
      return mapper.writerFor(as).writeValueAsBytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command from its bytes; an exception for what is none. */
  VolumeCommand<?> command(byte[] bytes, int offset, int length) throws IOException {
    return mapper.readerFor(VolumeCommand.class).readValue(bytes, offset, length);
  }

  /** A reply from its bytes; an exception for what is none. */
  VolumeReply reply(byte[] bytes, int offset, int length) throws IOException {
    return mapper.readerFor(VolumeReply.class).readValue(bytes, offset, length);
  }
}
