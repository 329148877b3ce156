package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.FileDownload;
import software.amazon.awssdk.transfer.s3.model.FileUpload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileDownload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileUpload;

/** The SDK's transfer manager, over the runtime's client and over the one in Java. */
@ExtendWith(SharedWire.class)
final class JavaSdkTransferManagerIT {
  private final Wire wire;
  private final List<S3AsyncClient> clients;

  JavaSdkTransferManagerIT(Wire wire) {
    this.wire = wire;
    this.clients = List.of(AsyncClients.crt(wire), AsyncClients.inParts(wire));
  }

  @AfterEach
  void close() {
    clients.forEach(S3AsyncClient::close);
  }

  @Test
  void files_of_every_size_go_up_and_come_down() throws IOException {
    for (int c = 0; c < clients.size(); c++) {
      try (S3TransferManager transfers = manager(c)) {
        for (int sizeBytes : AsyncJobs.SIZES) {
          Path up = Files.write(file(c, "up"), Content.bytes(sizeBytes, sizeBytes));
          Path down = file(c, "down");
          String key = prefix(c) + sizeBytes;
          transfers
              .uploadFile(r -> r.source(up).putObjectRequest(p -> p.bucket(BUCKET).key(key)))
              .completionFuture()
              .join();
          assertThat(Files.mismatch(up, wire.root().resolve(key))).isEqualTo(-1);
          transfers
              .downloadFile(
                  r -> r.destination(down).getObjectRequest(g -> g.bucket(BUCKET).key(key)))
              .completionFuture()
              .join();
          assertThat(Files.mismatch(up, down)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void a_directory_goes_up_and_comes_down() throws IOException {
    Path local = Trees.fill(wire.home().resolve("transfer-tree"), 60, 20_261_102);
    for (int c = 0; c < clients.size(); c++) {
      String prefix = prefix(c) + "tree";
      Path down = Files.createDirectories(file(c, "tree-down"));
      try (S3TransferManager transfers = manager(c)) {
        var sent =
            transfers
                .uploadDirectory(r -> r.source(local).bucket(BUCKET).s3Prefix(prefix))
                .completionFuture()
                .join();
        assertThat(sent.failedTransfers()).isEmpty();
        Trees.assertSame(local, wire.root().resolve(prefix));
        var got =
            transfers
                .downloadDirectory(r ->
                    r.destination(down)
                        .bucket(BUCKET)
                        .listObjectsV2RequestTransformer(l -> l.prefix(prefix + "/")))
                .completionFuture()
                .join();
        assertThat(got.failedTransfers()).isEmpty();
        Trees.assertSame(local, down);
      }
    }
  }

  @Test
  void an_object_is_copied_in_parts() {
    byte[] content = wire.put("transfer/source", Content.bytes(3, 20 * AsyncJobs.MIB));
    for (int c = 0; c < clients.size(); c++) {
      String key = prefix(c) + "copy";
      try (S3TransferManager transfers = manager(c)) {
        transfers
            .copy(r ->
                r.copyObjectRequest(o ->
                    o.sourceBucket(BUCKET)
                        .sourceKey("transfer/source")
                        .destinationBucket(BUCKET)
                        .destinationKey(key)))
            .completionFuture()
            .join();
      }
      assertThat(wire.get(key)).isEqualTo(content);
    }
  }

  @Test
  void transfers_are_paused_and_resumed() throws IOException {
    Path up = Trees.largeFile(wire.home().resolve("transfer-paused"), 48, 20_261_103);
    for (int c = 0; c < clients.size(); c++) {
      String key = prefix(c) + "paused";
      Path down = file(c, "paused-down");
      try (S3TransferManager transfers = manager(c)) {
        FileUpload upload =
            transfers.uploadFile(
                r -> r.source(up).putObjectRequest(p -> p.bucket(BUCKET).key(key)));
        awaitBytes(() -> upload.progress().snapshot().transferredBytes());
        ResumableFileUpload rest = upload.pause();
        transfers.resumeUploadFile(rest).completionFuture().join();
        assertThat(Files.mismatch(up, wire.root().resolve(key))).isEqualTo(-1);
        ResumableFileDownload more = pausedInTheMiddle(transfers, key, down);
        assertThat(more.bytesTransferred()).isLessThan(Files.size(up));
        transfers.resumeDownloadFile(more).completionFuture().join();
        assertThat(Files.mismatch(up, down)).isEqualTo(-1);
      }
      assertThat(wire.s3().listMultipartUploads(r -> r.bucket(BUCKET).prefix(key)).uploads())
          .isEmpty();
    }
  }

  /** Again when all the pieces were on their way already, which the client waits for. */
  private static ResumableFileDownload pausedInTheMiddle(
      S3TransferManager transfers, String key, Path down) throws IOException {
    ResumableFileDownload paused = paused(transfers, key, down);
    for (int i = 0; i < 20 && isWhole(paused); i++) {
      boolean _ = Files.deleteIfExists(down);
      paused = paused(transfers, key, down);
    }
    return paused;
  }

  private static boolean isWhole(ResumableFileDownload paused) {
    return paused.bytesTransferred() == paused.totalSizeInBytes().orElse(-1);
  }

  private static ResumableFileDownload paused(S3TransferManager transfers, String key, Path down) {
    HeldDownload held = new HeldDownload();
    FileDownload download =
        transfers.downloadFile(r ->
            r.destination(down)
                .addTransferListener(held)
                .getObjectRequest(g -> g.bucket(BUCKET).key(key)));
    try {
      held.awaitFirstBytes();
      return download.pause();
    } finally {
      held.letGo();
    }
  }

  private S3TransferManager manager(int client) {
    return S3TransferManager.builder().s3Client(clients.get(client)).build();
  }

  private static void awaitBytes(LongSupplier transferred) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> transferred.getAsLong() > 0);
  }

  private Path file(int client, String name) {
    return wire.home().resolve("transfer-" + client + "-" + name);
  }

  private static String prefix(int client) {
    return "transfer/" + client + "/";
  }
}
