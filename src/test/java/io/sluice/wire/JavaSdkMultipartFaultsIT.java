package io.sluice.wire;

import static io.sluice.wire.Upload.named;
import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Multipart uploads that go wrong, race or are asked for twice. */
@ExtendWith(SharedWire.class)
final class JavaSdkMultipartFaultsIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkMultipartFaultsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void a_part_that_was_never_sent_can_not_be_completed() {
    Upload upload = begin("faults/missing-part");
    String one = upload.part(1, Content.bytes(1, 100));
    refused(400, "InvalidPart", () -> upload.complete(List.of(named(1, one), named(2, one))));
    // The upload is as it was: what was acknowledged can still be completed.
    upload.complete(List.of(named(1, one)));
    assertThat(wire.get("faults/missing-part")).isEqualTo(Content.bytes(1, 100));
  }

  @Test
  void parts_in_the_wrong_order_are_refused() {
    Upload upload = begin("faults/order");
    String one = upload.part(1, Content.bytes(1, 100));
    String two = upload.part(2, Content.bytes(2, 100));
    refused(400, "InvalidPartOrder", () -> upload.complete(List.of(named(2, two), named(1, one))));
    refused(
        400,
        "InvalidPartOrder",
        () -> upload.complete(List.of(named(1, one), named(2, two), named(1, one))));
    assertThat(wire.exists("faults/order")).isFalse();
    upload.abort();
  }

  @Test
  void a_tag_that_is_not_the_parts_is_refused() {
    Upload upload = begin("faults/tag");
    String stale = upload.part(1, Content.bytes(1, 100));
    String fresh = upload.part(1, Content.bytes(2, 100));
    refused(400, "InvalidPart", () -> upload.complete(List.of(named(1, stale))));
    upload.complete(List.of(named(1, fresh)));
    assertThat(wire.get("faults/tag")).isEqualTo(Content.bytes(2, 100));
  }

  @Test
  void an_empty_list_of_parts_is_malformed() {
    Upload upload = begin("faults/empty");
    refused(400, "MalformedXML", () -> upload.complete(List.of()));
    upload.abort();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void part_numbers_lie_between_one_and_ten_thousand(int number) {
    Upload upload = begin("faults/number");
    refused(400, "InvalidArgument", () -> upload.part(number, Content.bytes(1, 10)));
    upload.abort();
  }

  @Test
  void an_aborted_upload_takes_nothing_more_and_leaves_nothing() {
    Upload upload = begin("faults/aborted");
    String one = upload.part(1, Content.bytes(1, 100_000));
    upload.part(3, Content.bytes(3, 77));
    upload.abort();
    refused(404, "NoSuchUpload", () -> upload.part(2, Content.bytes(2, 10)));
    refused(404, "NoSuchUpload", () -> upload.complete(List.of(named(1, one))));
    refused(
        404,
        "NoSuchUpload",
        () -> s3.listParts(r -> r.bucket(BUCKET).key(upload.key()).uploadId(upload.id())));
    assertThat(wire.exists("faults/aborted")).isFalse();
    assertThat(wire.staged()).noneMatch(path -> path.toString().contains(upload.id()));
  }

  @Test
  void an_upload_is_known_only_under_its_own_key() {
    Upload upload = begin("faults/own-key");
    Upload other = new Upload(s3, BUCKET, "faults/other-key", upload.id());
    refused(404, "NoSuchUpload", () -> other.part(1, Content.bytes(1, 10)));
    Upload made = new Upload(s3, BUCKET, "faults/own-key", "../../etc");
    refused(404, "NoSuchUpload", () -> made.part(1, Content.bytes(1, 10)));
    upload.abort();
  }

  @Test
  void a_second_complete_gives_the_first_ones_answer() {
    Upload upload = begin("faults/twice");
    String one = upload.part(1, Content.bytes(1, 100));
    CompleteMultipartUploadResponse first = upload.complete(List.of(named(1, one)));
    CompleteMultipartUploadResponse second = upload.complete(List.of(named(1, one)));
    assertThat(second.eTag()).isEqualTo(first.eTag());
    assertThat(wire.get("faults/twice")).isEqualTo(Content.bytes(1, 100));
  }

  @Test
  void ten_completes_at_once_all_give_one_answer() throws Exception {
    Upload upload = begin("faults/ten");
    String one = upload.part(1, Content.bytes(1, 70_000));
    String two = upload.part(2, Content.bytes(2, 100));
    List<CompletedPart> parts = List.of(named(1, one), named(2, two));
    List<String> tags = together(10, i -> upload.complete(parts).eTag());
    assertThat(tags).hasSize(10).containsOnly(tags.getFirst());
    assertThat(wire.get("faults/ten"))
        .isEqualTo(Content.concat(Content.bytes(1, 70_000), Content.bytes(2, 100)));
  }

  @Test
  void clients_that_send_one_part_number_at_once_leave_a_whole_part_of_one_of_them()
      throws Exception {
    int size = 400_000;
    Upload upload = begin("faults/race");
    String first = upload.part(1, Content.bytes(1, size));
    List<String> tags = together(6, i -> upload.part(2, Content.bytes(10 + i, size)));
    String kept =
        s3.listParts(r -> r.bucket(BUCKET).key(upload.key()).uploadId(upload.id()))
            .parts()
            .get(1)
            .eTag();
    assertThat(tags).contains(kept);
    upload.complete(List.of(named(1, first), named(2, kept)));
    byte[] winner = Content.bytes(10 + tags.indexOf(kept), size);
    assertThat(wire.get("faults/race")).isEqualTo(Content.concat(Content.bytes(1, size), winner));
  }

  @Test
  void puts_of_one_key_at_once_leave_the_whole_content_of_one_of_them() throws Exception {
    List<String> tags =
        together(
            10,
            i ->
                s3.putObject(
                        r -> r.bucket(BUCKET).key("faults/puts"),
                        RequestBody.fromBytes(Content.bytes(i, 50_000 + i)))
                    .eTag());
    byte[] kept = wire.get("faults/puts");
    assertThat(tags).contains(Content.etag(kept));
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("faults/puts")).eTag())
        .isEqualTo(Content.etag(kept));
  }

  @Test
  void create_if_absent_has_one_winner() throws Exception {
    List<Integer> answers =
        together(
            8,
            i -> {
              try {
                s3.putObject(
                    r -> r.bucket(BUCKET).key("faults/winner").ifNoneMatch("*"),
                    RequestBody.fromString("client " + i));
                return 200;
              } catch (S3Exception e) {
                return e.statusCode();
              }
            });
    assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
    assertThat(answers).filteredOn(status -> status != 200).allMatch(s -> s == 412 || s == 409);
  }

  @Test
  void a_wrong_digest_of_a_part_leaves_the_acknowledged_part() {
    Upload upload = begin("faults/digest");
    byte[] good = Content.bytes(1, 5000);
    String tag = upload.part(1, good);
    refused(
        400,
        "BadDigest",
        () ->
            s3.uploadPart(
                r ->
                    r.bucket(BUCKET)
                        .key(upload.key())
                        .uploadId(upload.id())
                        .partNumber(1)
                        .contentMD5(Content.base64("MD5", good)),
                RequestBody.fromBytes(Content.flipped(good, 99))));
    upload.complete(List.of(named(1, tag)));
    assertThat(wire.get("faults/digest")).isEqualTo(good);
  }

  @Test
  void a_condition_of_complete_holds() {
    wire.put("faults/conditional", Content.utf8("there"));
    Upload upload = begin("faults/conditional");
    String one = upload.part(1, Content.bytes(1, 10));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                    .key(upload.key())
                    .uploadId(upload.id())
                    .ifNoneMatch("*")
                    .multipartUpload(m -> m.parts(named(1, one)))));
    assertThat(wire.get("faults/conditional")).isEqualTo(Content.utf8("there"));
    upload.abort();
  }

  /** What one of several clients does; its number starts at zero. */
  @FunctionalInterface
  private interface Client<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> together(int clients, Client<T> client) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        calls.add(() -> client.call(number));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private Upload begin(String key) {
    return Upload.begin(s3, BUCKET, key);
  }
}
