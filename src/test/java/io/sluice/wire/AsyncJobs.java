package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What programs do with an asynchronous client, whichever it is; below a prefix of their own. */
record AsyncJobs(Wire wire, S3AsyncClient s3, String prefix) {
  static final int MIB = 1 << 20;

  /** Empty, one byte, one part, and several parts for those that send parts. */
  static final List<Integer> SIZES = List.of(0, 1, 5 * MIB, 20 * MIB + 7);

  /** Stores bytes, and gets them back with the checksum compared by the client. */
  void carryBytes(int sizeBytes) throws IOException {
    byte[] content = Content.bytes(sizeBytes, sizeBytes);
    String key = prefix + "bytes " + sizeBytes;
    s3.putObject(r -> r.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(content)).join();
    assertThat(Files.readAllBytes(wire.root().resolve(key))).isEqualTo(content);
    assertThat(get(key).asByteArray()).isEqualTo(content);
  }

  /** Stores a file, and gets it back into a file. */
  void carryFile(int mebibytes) throws IOException {
    carry(Trees.largeFile(wire.home().resolve(flat("up")), mebibytes, 20_261_101));
  }

  /** The same with a file that has nothing in it. */
  void carryEmptyFile() throws IOException {
    carry(Files.createFile(wire.home().resolve(flat("empty"))));
  }

  private void carry(Path up) throws IOException {
    Path down = wire.home().resolve(flat("down"));
    String key = prefix + "file";
    s3.putObject(r -> r.bucket(BUCKET).key(key), up).join();
    assertThat(Files.mismatch(up, wire.root().resolve(key))).isEqualTo(-1);
    s3.getObject(r -> r.bucket(BUCKET).key(key), down).join();
    assertThat(Files.mismatch(up, down)).isEqualTo(-1);
    Files.delete(up);
    Files.delete(down);
  }

  /** Stores what comes piece by piece, with or without saying before how much it will be. */
  void carryStream(int pieces, boolean sizeIsKnown) {
    byte[] piece = Content.bytes(pieces, MIB + 3);
    String key = prefix + "stream " + pieces;
    List<ByteBuffer> all = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      all.add(ByteBuffer.wrap(piece));
    }
    AsyncRequestBody body =
        sizeIsKnown
            ? sized(SdkPublisher.fromIterable(all), (long) pieces * piece.length)
            : AsyncRequestBody.fromPublisher(SdkPublisher.fromIterable(all));
    s3.putObject(r -> r.bucket(BUCKET).key(key), body).join();
    byte[] got = get(key).asByteArray();
    assertThat(got).hasSize(pieces * piece.length);
    assertThat(got).startsWith(piece).endsWith(piece);
  }

  /** Many requests at once. */
  void carryMany(int count) {
    byte[] content = Content.bytes(count, 10_000);
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = prefix + "many/" + i;
      puts.add(s3.putObject(r -> r.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(content)));
    }
    puts.forEach(CompletableFuture::join);
    List<String> keys = new ArrayList<>();
    s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(prefix + "many/").maxKeys(17))
        .contents()
        .subscribe(object -> keys.add(object.key()))
        .join();
    assertThat(keys).hasSize(count).isSorted().doesNotHaveDuplicates();
    puts.clear();
    keys.forEach(key -> puts.add(s3.deleteObject(r -> r.bucket(BUCKET).key(key))));
    puts.forEach(CompletableFuture::join);
    assertThat(wire.keys(prefix + "many/")).isEmpty();
  }

  /** Copies, reads a range, and asks for what is not so. */
  void copyRangeAndRefusals() {
    byte[] content = Content.bytes(7, 9 * MIB);
    String key = prefix + "source +ü";
    String copy = prefix + "copy";
    s3.putObject(r -> r.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(content)).join();
    s3.copyObject(r ->
            r.sourceBucket(BUCKET).sourceKey(key).destinationBucket(BUCKET).destinationKey(copy))
        .join();
    assertThat(get(copy).asByteArray()).isEqualTo(content);
    byte[] range =
        s3.getObject(
                r -> r.bucket(BUCKET).key(copy).range("bytes=10-19"),
                AsyncResponseTransformer.toBytes())
            .join()
            .asByteArray();
    assertThat(range).isEqualTo(Arrays.copyOfRange(content, 10, 20));
    refused(404, begin(prefix + "none"));
    refused(
        412,
        s3.putObject(
            r -> r.bucket(BUCKET).key(copy).ifNoneMatch("*"), AsyncRequestBody.fromString("no")));
    assertThat(get(copy).asByteArray()).isEqualTo(content);
  }

  private ResponseBytes<GetObjectResponse> get(String key) {
    return begin(key).join();
  }

  private CompletableFuture<ResponseBytes<GetObjectResponse>> begin(String key) {
    return s3.getObject(r -> r.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes());
  }

  /** Only the status: one of the clients asks with HEAD first, which has no code to tell. */
  private static void refused(int status, CompletableFuture<?> call) {
    Throwable thrown = catchThrowable(call::join);
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(thrown.getCause())
        .isInstanceOfSatisfying(
            S3Exception.class, error -> assertThat(error.statusCode()).isEqualTo(status));
  }

  /** A body that is asked for bit by bit, of a size that is known. */
  private static AsyncRequestBody sized(SdkPublisher<ByteBuffer> pieces, long sizeBytes) {
    return new AsyncRequestBody() {
      @Override
      public Optional<Long> contentLength() {
        return Optional.of(sizeBytes);
      }

      @Override
      public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        pieces.subscribe(subscriber);
      }
    };
  }

  private String flat(String name) {
    return prefix.replace('/', '-') + name;
  }
}
