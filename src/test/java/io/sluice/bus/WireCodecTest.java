package io.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.sluice.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WireCodecTest {
  private static final int ROUNDS = 100;

  private final WireCodec codec = new WireCodec();

  @TestFactory
  Stream<DynamicTest> every_command_comes_over_as_it_was() {
    return Stream.of(VolumeCommand.class.getPermittedSubclasses())
        .filter(Class::isRecord)
        .map(type ->
            dynamicTest(
                type.getSimpleName(),
                () -> {
                  for (int seed = 0; seed < ROUNDS; seed++) {
                    var command = (VolumeCommand<?>) new Generated(new Random(seed)).of(type);
                    byte[] bytes = codec.encode(command);
                    assertThat(codec.command(bytes, 0, bytes.length))
                        .as("seed %d", seed)
                        .isEqualTo(command);
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> every_reply_comes_over_as_it_was() {
    return Stream.of(VolumeReply.class.getPermittedSubclasses())
        .map(type ->
            dynamicTest(
                type.getSimpleName(),
                () -> {
                  for (int seed = 0; seed < ROUNDS; seed++) {
                    var reply = (VolumeReply) new Generated(new Random(seed)).of(type);
                    byte[] bytes = codec.encode(reply);
                    assertThat(codec.reply(bytes, 0, bytes.length))
                        .as("seed %d", seed)
                        .isEqualTo(reply);
                  }
                }));
  }

  @Test
  void every_command_and_reply_has_a_name_of_its_own() {
    List<Class<?>> commands =
        Stream.of(VolumeCommand.class.getPermittedSubclasses())
            .<Class<?>>map(type -> type)
            .toList();
    assertThat(WireNames.COMMANDS.keySet()).containsExactlyInAnyOrderElementsOf(castAll(commands));
    assertThat(WireNames.COMMANDS.values()).doesNotHaveDuplicates();
    assertThat(WireNames.REPLIES.values()).doesNotHaveDuplicates();
    assertThat(WireNames.REPLIES).hasSize(VolumeReply.class.getPermittedSubclasses().length);
  }

  @SuppressWarnings("unchecked")
  private static List<Class<? extends VolumeCommand<?>>> castAll(List<Class<?>> types) {
    return (List<Class<? extends VolumeCommand<?>>>) (List<?>) types;
  }

  @Test
  void what_a_newer_node_adds_is_ignored() throws Exception {
    var lookup = new VolumeCommand.Lookup("v", ObjectKey.of("a/\uD834\uDD1E"));
    CBORMapper plain = new CBORMapper();
    Map<String, Object> fields = new LinkedHashMap<>();
    plain
        .readTree(codec.encode(lookup))
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.put("newer", Map.of("a", List.of(1, 2)));
    byte[] bytes = plain.writeValueAsBytes(fields);
    assertThat(codec.command(bytes, 0, bytes.length)).isEqualTo(lookup);
  }

  @Test
  void a_short_command_is_a_short_message() {
    var lookup = new VolumeCommand.Lookup("v", ObjectKey.of("0123456789"));
    assertThat(codec.encode(lookup)).hasSizeLessThan(50);
  }
}
