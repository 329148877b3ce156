package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that writes what it is told, byte by byte, and reads answers by the book. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Over a connection that is there; closes it. */
  RawClient(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(20_000);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends what the peer takes before it closes. */
  void sendWhileOpen(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException closed) {
      // That it closes is what is looked at next.
      return;
    }
  }

  /** Reads the next answer; one to HEAD has no body. */
  Answer read(boolean toHead) throws IOException {
    Answer head = readHead();
    if (toHead || head.status() == 204 || head.status() == 304 || head.status() < 200) {
      return head;
    }
    String body =
        head.header("transfer-encoding").equals("chunked")
            ? readChunks()
            : readBytes(Integer.parseInt(head.header("content-length")));
    return new Answer(head.status(), head.headers(), body);
  }

  Answer read() throws IOException {
    return read(false);
  }

  Answer readHead() throws IOException {
    String line = readLine();
    int status = Integer.parseInt(line.split(" ", 3)[1]);
    Map<String, String> headers = new HashMap<>();
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Answer(status, headers, "");
  }

  String readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("body ended after " + bytes.length + " of " + length);
    }
    return new String(bytes, ISO_8859_1);
  }

  /** Whether the server closed its side, with nothing more sent. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  private String readChunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      body.append(readBytes(size));
      readLine();
      if (size == 0) {
        return body.toString();
      }
    }
  }

  String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("after: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
