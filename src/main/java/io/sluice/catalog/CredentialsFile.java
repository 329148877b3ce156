package io.sluice.catalog;

import io.sluice.config.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The file with the node's own credential, made on first start and readable by its owner alone. It
 * has the form of an AWS credentials file, so that clients can be pointed at it.
 */
public final class CredentialsFile {
  private static final String ACCESS_KEY = "aws_access_key_id";
  private static final String SECRET_KEY = "aws_secret_access_key";
  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ACCESS_KEY_LENGTH = 20;
  private static final int SECRET_KEY_LENGTH = 40;

  private final Path file;

  /** What the file holds, and whether it was made just now. */
  public record Kept(Credential credential, boolean made) {}

  public CredentialsFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the file, or makes it when it is missing.
   *
   * @param random unpredictable: secrets are made with it
   * @throws IOException when it can't be read or made, or doesn't hold a credential
   */
  public Kept readOrMake(RandomGenerator random) throws IOException {
    Credential there = read();
    if (there != null) {
      return new Kept(there, false);
    }
    Credential made =
        Credential.administrator(
            text(random, CAPITALS, ACCESS_KEY_LENGTH),
            new Secret(text(random, ALPHABET, SECRET_KEY_LENGTH)));
    write(made);
    return new Kept(made, true);
  }

  private @Nullable Credential read() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    String accessKey = value(lines, ACCESS_KEY);
    String secretKey = value(lines, SECRET_KEY);
    if (accessKey == null || secretKey == null) {
      throw new IOException(file + " holds no " + ACCESS_KEY + " and " + SECRET_KEY);
    }
    try {
      return Credential.administrator(accessKey, new Secret(secretKey));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + SECRET_KEY + " " + e.getMessage(), e);
    }
  }

  private static @Nullable String value(List<String> lines, String name) {
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0 && line.substring(0, equals).strip().equals(name)) {
        String value = line.substring(equals + 1).strip();
        return value.isEmpty() ? null : value;
      }
    }
    return null;
  }

  /** Whole or not at all: a start that is cut off leaves no half file behind. */
  private void write(Credential credential) throws IOException {
    String text =
        "[default]\n"
            + (ACCESS_KEY + " = " + credential.accessKey() + "\n")
            + (SECRET_KEY + " = " + credential.secret().value() + "\n");
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(ownerOnly))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String text(RandomGenerator random, String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
