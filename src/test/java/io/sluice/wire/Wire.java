package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One running server with two volumes and a folder for new ones, and a client with the SDK's
 * default settings. Tests that share it keep to keys or buckets of their own.
 */
final class Wire implements AutoCloseable {
  static final String BUCKET = "alpha";
  static final String OTHER_BUCKET = "beta";

  private final Path home;
  private final ServerProcess server;
  private final S3Client s3;

  private Wire(Path home, ServerProcess server) {
    this.home = home;
    this.server = server;
    this.s3 = client(server.endpoint());
  }

  /** Starts a server whose volumes and data lie in a new directory. */
  static Wire start(String name) {
    return start(name, List.of());
  }

  /** The same, with more arguments for the server. */
  static Wire start(String name, List<String> more) {
    try {
      Path home = Files.createTempDirectory(name);
      Path alpha = Files.createDirectories(home.resolve("volumes/" + BUCKET));
      Path beta = Files.createDirectories(home.resolve("volumes/" + OTHER_BUCKET));
      Files.createDirectories(home.resolve("buckets"));
      giveAway(alpha);
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--volume", BUCKET + "=" + alpha));
      arguments.addAll(List.of("--volume", OTHER_BUCKET + "=" + beta));
      arguments.addAll(List.of("--volumes-root", home.resolve("buckets").toString()));
      arguments.addAll(more);
      return new Wire(home, ServerProcess.start(home.resolve("data"), arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  S3Client s3() {
    return s3;
  }

  ServerProcess server() {
    return server;
  }

  URI endpoint() {
    return server.endpoint();
  }

  /** A directory of its own that goes when this fixture closes. */
  Path home() {
    return home;
  }

  /** The directory that pods mount and that {@link #BUCKET} serves. */
  Path root() {
    return home.resolve("volumes").resolve(BUCKET);
  }

  Path otherRoot() {
    return home.resolve("volumes").resolve(OTHER_BUCKET);
  }

  /** Where CreateBucket makes its volumes. */
  Path bucketsRoot() {
    return home.resolve("buckets");
  }

  /** Stores an object and gives its content back. */
  byte[] put(String key, byte[] content) {
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    return content;
  }

  byte[] get(String key) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asByteArray();
  }

  /** Whether HEAD finds the key; any answer but 200 and 404 fails. */
  boolean exists(String key) {
    S3Exception no =
        catchThrowableOfType(
            S3Exception.class, () -> s3.headObject(r -> r.bucket(BUCKET).key(key)));
    if (no == null) {
      return true;
    }
    assertThat(no.statusCode()).as("HEAD of %s", key).isEqualTo(404);
    return false;
  }

  /** All keys that start with a prefix, in the order in which pages give them. */
  List<String> keys(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(prefix)).contents().stream()
        .map(object -> object.key())
        .toList();
  }

  /** What is left in staging: regular files below the folder, none if it was never made. */
  List<Path> staged() {
    Path staging = root().resolve(".s3compat_uploads");
    if (!Files.exists(staging)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          staging,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Expects an S3 error and gives it for further questions. */
  static S3Exception refused(int status, @Nullable String code, ThrowingCallable call) {
    S3Exception error = catchThrowableOfType(S3Exception.class, call);
    assertThat(error).as("an S3 error %s %s", status, code).isNotNull();
    assertThat(error.statusCode()).as(error.getMessage()).isEqualTo(status);
    if (code != null) {
      assertThat(error.awsErrorDetails().errorCode()).as(error.getMessage()).isEqualTo(code);
    }
    assertThat(error.requestId()).as("request id").isNotBlank();
    return error;
  }

  static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .forcePathStyle(true)
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
        .build();
  }

  static AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY));
  }

  @Override
  public void close() {
    s3.close();
    server.close();
    try {
      deleteTree(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the tests run as root, the volume belongs to somebody else, as a pod's does. */
  private static void giveAway(Path volume) throws IOException {
    if (Files.getAttribute(volume, "unix:uid").equals(0)) {
      Files.setAttribute(volume, "unix:uid", 1234);
      Files.setAttribute(volume, "unix:gid", 5678);
    }
  }

  static void deleteTree(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
