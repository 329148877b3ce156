package io.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.util.List;
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

  @TestFactory
  Stream<DynamicTest> what_a_newer_node_adds_to_a_command_is_ignored() {
    return Stream.of(VolumeCommand.class.getPermittedSubclasses())
        .filter(Class::isRecord)
        .map(type ->
            dynamicTest(
                type.getSimpleName(),
                () -> {
                  var command = (VolumeCommand<?>) new Generated(new Random(1)).of(type);
                  byte[] newer = newer(codec.encode(command));
                  assertThat(codec.command(newer, 0, newer.length)).isEqualTo(command);
                }));
  }

  @TestFactory
  Stream<DynamicTest> what_a_newer_node_adds_to_a_reply_is_ignored() {
    return Stream.of(VolumeReply.class.getPermittedSubclasses())
        .map(type ->
            dynamicTest(
                type.getSimpleName(),
                () -> {
                  var reply = (VolumeReply) new Generated(new Random(1)).of(type);
                  byte[] newer = newer(codec.encode(reply));
                  assertThat(codec.reply(newer, 0, newer.length)).isEqualTo(reply);
                }));
  }

  /** The same message with a field that nobody knows in each object of it. */
  static byte[] newer(byte[] message) throws IOException {
    CBORMapper plain = new CBORMapper();
    JsonNode tree = plain.readTree(message);
    add(tree);
    return plain.writeValueAsBytes(tree);
  }

  private static void add(JsonNode node) {
    node.forEach(WireCodecTest::add);
    if (node instanceof ObjectNode object && !isOfTags(object)) {
      object.putObject("addedLater").putArray("a").add(1).add("b");
    }
  }

  // Maps of texts hold what clients gave: a field more would be one of theirs.
  private static boolean isOfTags(ObjectNode node) {
    return !node.has("is") && node.properties().stream().allMatch(f -> f.getValue().isTextual());
  }

  @Test
  void a_short_command_is_a_short_message() {
    var lookup = new VolumeCommand.Lookup("v", ObjectKey.of("0123456789"));
    assertThat(codec.encode(lookup)).hasSizeLessThan(50);
  }
}
