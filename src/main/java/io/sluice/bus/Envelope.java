package io.sluice.bus;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to another node, and the reply on its way back. Both end in a MAC, by which
 * nodes of one cluster know each other; that of a reply is also over the command's, so that no
 * reply passes for the answer to another command.
 *
 * <pre>
 *   version 1 | epoch 8 | request 16 | to node ... (length 2) | CBOR ... | HMAC-SHA-256 32
 *   version 1 | CBOR ... | HMAC-SHA-256 32 (over the command's MAC, too)
 * </pre>
 */
final class Envelope {
  /** A node talks only to those of its own protocol version. */
  static final byte VERSION = 1;

  /** The longest message either way. */
  static final int MAX_BYTES = 4 << 20;

  // What a MAC is made over begins with one of these, so that neither passes for the other.
  private static final byte[] COMMAND = {'C'};
  private static final byte REPLY = 'R';
  private static final int FIXED_BYTES = 1 + 3 * Long.BYTES + Short.BYTES;

  private final BusKey key;
  private final WireCodec codec = new WireCodec();

  Envelope(BusKey key) {
    this.key = key;
  }

  /**
   * A command as it was received.
   *
   * @param request names it among all; the same when it is sent again to the same owner
   * @param mac what the reply answers to
   */
  record Received(long epoch, UUID request, VolumeCommand<?> command, ByteBuffer mac) {}

  /** Why a message is refused; never worth more than a line in the log. */
  static final class Unacceptable extends Exception {
    private static final long serialVersionUID = 1L;

    Unacceptable(String why) {
      super(why);
    }
  }

  /** A node of this cluster asks for something that this version does not know. */
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ByteBuffer mac;

    Unknown(ByteBuffer mac, Throwable cause) {
      super("not a command: " + cause.getMessage());
      this.mac = mac;
    }

    /** What the reply answers to. */
    ByteBuffer mac() {
      return mac;
    }
  }

  byte[] seal(Route route, UUID request, VolumeCommand<?> command) throws Unacceptable {
    byte[] body = codec.encode(command);
    byte[] to = ByteForms.utf8(route.nodeId());
    ByteBuffer head = ByteBuffer.allocate(FIXED_BYTES + to.length);
    head.put(VERSION).putLong(route.epoch());
    head.putLong(request.getMostSignificantBits()).putLong(request.getLeastSignificantBits());
    head.putShort((short) to.length).put(to);
    return signed(COMMAND, head.array(), body);
  }

  /** The MAC at the end of a message. */
  static byte[] macOf(byte[] message) {
    return Arrays.copyOfRange(message, message.length - BusKey.MAC_BYTES, message.length);
  }

  Received open(String self, Buffer message) throws Unacceptable, Unknown {
    byte[] bytes = checked(COMMAND, message);
    ByteBuffer head = ByteBuffer.wrap(bytes, 1, bytes.length - 1 - BusKey.MAC_BYTES);
    if (head.remaining() < FIXED_BYTES - 1) {
      throw new Unacceptable("too short");
    }
    long epoch = head.getLong();
    UUID request = new UUID(head.getLong(), head.getLong());
    byte[] to = new byte[Math.min(head.getShort() & 0xffff, head.remaining())];
    head.get(to);
    if (!Arrays.equals(to, ByteForms.utf8(self))) {
      throw new Unacceptable("meant for another node");
    }
    ByteBuffer mac = ByteBuffer.wrap(macOf(bytes));
    try {
      VolumeCommand<?> command = codec.command(bytes, head.position(), head.remaining());
      return new Received(epoch, request, command, mac);
    } catch (IOException | RuntimeException e) {
      throw new Unknown(mac, e);
    }
  }

  byte[] seal(ByteBuffer mac, VolumeReply reply) throws Unacceptable {
    return signed(replyTo(ByteForms.copy(mac)), new byte[] {VERSION}, codec.encode(reply));
  }

  VolumeReply open(byte[] mac, @Nullable Buffer message) throws Unacceptable {
    if (message == null) {
      throw new Unacceptable("no content");
    }
    byte[] bytes = checked(replyTo(mac), message);
    try {
      return codec.reply(bytes, 1, bytes.length - 1 - BusKey.MAC_BYTES);
    } catch (IOException | RuntimeException e) {
      throw new Unacceptable("not a reply: " + e.getMessage());
    }
  }

  private static byte[] replyTo(byte[] mac) {
    return ByteBuffer.allocate(1 + mac.length).put(REPLY).put(mac).array();
  }

  private byte[] signed(byte[] context, byte[] head, byte[] body) throws Unacceptable {
    int length = head.length + body.length;
    if (length + BusKey.MAC_BYTES > MAX_BYTES) {
      throw new Unacceptable("longer than " + MAX_BYTES + " bytes");
    }
    byte[] message = Arrays.copyOf(head, length + BusKey.MAC_BYTES);
    System.arraycopy(body, 0, message, head.length, body.length);
    byte[] mac = key.mac(context, message, length);
    System.arraycopy(mac, 0, message, length, mac.length);
    return message;
  }

  private byte[] checked(byte[] context, Buffer message) throws Unacceptable {
    if (message.length() > MAX_BYTES) {
      throw new Unacceptable("longer than " + MAX_BYTES + " bytes");
    }
    byte[] bytes = message.getBytes();
    if (!key.isSigned(context, bytes)) {
      throw new Unacceptable("not from a node of this cluster");
    }
    if (bytes.length == BusKey.MAC_BYTES || bytes[0] != VERSION) {
      throw new Unacceptable("of another protocol version");
    }
    return bytes;
  }
}
