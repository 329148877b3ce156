package io.sluice.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.ObjectKey;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final VolumeCommand.Lookup LOOKUP =
      new VolumeCommand.Lookup("v", ObjectKey.of("k"));
  private static final Route ROUTE = new Route("n2", 7);

  private final Envelope ours = new Envelope(new BusKey(new byte[32]));
  private final Envelope strangers =
      new Envelope(new BusKey("another secret, as long".getBytes(UTF_8)));

  private byte[] sealed() throws Exception {
    return ours.seal(ROUTE, new UUID(1, 2), LOOKUP);
  }

  @Test
  void a_command_is_what_it_was() throws Exception {
    Envelope.Received received = ours.open("n2", Buffer.buffer(sealed()));
    assertThat(received.command()).isEqualTo(LOOKUP);
    assertThat(received.epoch()).isEqualTo(7);
    assertThat(received.request()).isEqualTo(new UUID(1, 2));
  }

  @Test
  void no_byte_of_a_command_can_be_changed() throws Exception {
    byte[] sealed = sealed();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      refused(changed);
    }
    for (int length = 0; length < sealed.length; length++) {
      refused(Arrays.copyOf(sealed, length));
    }
  }

  private void refused(byte[] message) {
    assertThatThrownBy(() -> ours.open("n2", Buffer.buffer(message)))
        .isInstanceOf(Envelope.Unacceptable.class);
  }

  @Test
  void commands_of_strangers_and_for_others_are_refused() throws Exception {
    refused(strangers.seal(ROUTE, new UUID(1, 2), LOOKUP));
    refused(ours.seal(new Route("n3", 7), new UUID(1, 2), LOOKUP));
  }

  @Test
  void a_reply_answers_one_command_only() throws Exception {
    byte[] first = Envelope.macOf(sealed());
    byte[] second = Envelope.macOf(ours.seal(ROUTE, new UUID(3, 4), LOOKUP));
    var reply = new VolumeReply.Looked(null);
    Buffer sealed = Buffer.buffer(ours.seal(ByteBuffer.wrap(first), reply));
    assertThat(ours.open(first, sealed)).isEqualTo(reply);
    assertThatThrownBy(() -> ours.open(second, sealed)).isInstanceOf(Envelope.Unacceptable.class);
    assertThatThrownBy(() -> strangers.open(first, sealed))
        .isInstanceOf(Envelope.Unacceptable.class);
  }

  @Test
  void a_message_has_a_longest_length() {
    var tags = Map.of("a", "x".repeat(Envelope.MAX_BYTES));
    assertThatThrownBy(() ->
            ours.seal(
                ROUTE, new UUID(1, 2), new VolumeCommand.SetTags("v", ObjectKey.of("k"), tags)))
        .isInstanceOf(Envelope.Unacceptable.class)
        .hasMessageContaining("longer");
    refused(new byte[Envelope.MAX_BYTES + 1]);
  }
}
