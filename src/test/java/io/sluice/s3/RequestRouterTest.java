package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.refusal;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestRouterTest {
  @ParameterizedTest
  @CsvSource({
    "GET /, ListBuckets",
    "GET /?x-id=ListBuckets, ListBuckets",
    "HEAD /bucket, HeadBucket",
    "HEAD /bucket/, HeadBucket",
    "PUT /bucket, CreateBucket",
    "PUT /bucket/, CreateBucket",
    "DELETE /bucket, DeleteBucket",
    "GET /bucket?location, GetBucketLocation",
    "GET /bucket?location=, GetBucketLocation",
    "GET /bucket?versioning, GetBucketVersioning",
    "PUT /bucket?versioning, PutBucketVersioning",
    "PUT /bucket?acl, PutBucketAcl",
    "PUT /bucket/key?acl, PutObjectAcl",
    "GET /bucket?acl, GetBucketAcl",
    "GET /bucket, ListObjects",
    "GET /bucket/?prefix=a, ListObjects",
    "GET /bucket?list-type=2, ListObjectsV2",
    "GET /bucket?versions, ListObjectVersions",
    "GET /bucket?uploads, ListMultipartUploads",
    "POST /bucket?delete, DeleteObjects",
    "POST /bucket/?delete&x-id=DeleteObjects, DeleteObjects",
    "GET /bucket?cors, GetBucketCors",
    "GET /bucket?lifecycle, GetUnset",
    "DELETE /bucket?lifecycle, DeleteUnset",
    "DELETE /bucket?logging, NotOffered",
    "PUT /bucket?cors, PutBucketCors",
    "DELETE /bucket?cors, DeleteBucketCors",
    "HEAD /bucket/key, HeadObject",
    "GET /bucket/key, GetObject",
    "GET /bucket/dir/, GetObject",
    "GET /bucket/key?partNumber=2, GetObject",
    "GET /bucket/key?versionId=null, GetObject",
    "PUT /bucket/key, PutObject",
    "PUT /bucket/dir/, PutObject",
    "DELETE /bucket/key, DeleteObject",
    "GET /bucket/key?tagging, GetObjectTagging",
    "GET /bucket?tagging, GetBucketTagging",
    "PUT /bucket?tagging, PutBucketTagging",
    "DELETE /bucket?tagging, DeleteBucketTagging",
    "PUT /bucket/key?tagging, PutObjectTagging",
    "DELETE /bucket/key?tagging, DeleteObjectTagging",
    "GET /bucket/key?acl, GetObjectAcl",
    "POST /bucket/key?uploads, CreateMultipartUpload",
    "PUT /bucket/key?partNumber=1&uploadId=u, UploadPart",
    "POST /bucket/key?uploadId=u, CompleteMultipartUpload",
    "DELETE /bucket/key?uploadId=u, AbortMultipartUpload",
    "GET /bucket/key?uploadId=u, ListParts",
    "POST /bucket, NotOffered",
  })
  void every_operation_is_found(String line, String operation) {
    assertThat(route(line).getClass().getSimpleName()).isEqualTo(operation);
  }

  @Test
  void copies_are_told_by_their_header() {
    assertThat(route("PUT /bucket/key", "x-amz-copy-source: other/source"))
        .isInstanceOf(S3Request.CopyObject.class);
    assertThat(route("PUT /bucket/key?partNumber=1&uploadId=u", "x-amz-copy-source: other/source"))
        .isInstanceOf(S3Request.UploadPartCopy.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abac",
        "accelerate",
        "analytics",
        "encryption",
        "intelligent-tiering",
        "inventory",
        "lifecycle",
        "logging",
        "metadataConfiguration",
        "metadataInventoryTable",
        "metadataJournalTable",
        "metadataTable",
        "metrics",
        "notification",
        "object-lock",
        "ownershipControls",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "replication",
        "requestPayment",
        "session",
        "website"
      })
  void a_bucket_subresource_that_is_not_offered_never_becomes_a_plain_operation(String name) {
    for (String method : List.of("GET", "PUT", "DELETE", "POST", "HEAD")) {
      for (String query : List.of(name, "id=1&" + name + "=x")) {
        S3Request request = route(method + " /bucket?" + query);
        switch (method) {
          case "GET" ->
              assertThat(request)
                  .isInstanceOfAny(S3Request.NotOffered.class, S3Request.GetUnset.class);
          case "DELETE" ->
              assertThat(request)
                  .isInstanceOfAny(S3Request.NotOffered.class, S3Request.DeleteUnset.class);
          default -> assertThat(request).isInstanceOf(S3Request.NotOffered.class);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encryption",
        "legal-hold",
        "restore",
        "retention",
        "select&select-type=2",
        "torrent"
      })
  void an_object_subresource_that_is_not_offered_never_becomes_a_plain_operation(String name) {
    for (String method : List.of("GET", "PUT", "DELETE", "POST", "HEAD")) {
      assertThat(route(method + " /bucket/key?" + name)).isInstanceOf(S3Request.NotOffered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT /bucket?policy, PutBucketPolicy",
    "POST /bucket, PostObject",
  })
  void what_is_not_offered_has_a_name(String line, String operation) {
    assertThat(route(line)).isEqualTo(new S3Request.NotOffered(operation));
    assertThat(route(line).operation()).isEqualTo(operation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /",
        "PUT /",
        "HEAD /",
        "DELETE /",
        "OPTIONS /bucket",
        "PATCH /bucket/key",
        "get /bucket",
        "POST /bucket/key",
        "PUT /bucket?renameObject",
        "GET /bucket/key?renameObject",
        "DELETE /bucket?acl",
        "HEAD /bucket?location",
        "PUT /bucket?location",
        "PUT /bucket?versions",
        "DELETE /bucket?uploads",
        "POST /bucket?uploads",
        "DELETE /bucket?versioning",
        "HEAD /bucket/key?acl",
        "HEAD /bucket/key?uploadId=u",
        "PUT /bucket/key?uploads",
        "DELETE /bucket/key?uploads"
      })
  void a_wrong_method_is_refused(String line) {
    assertThat(reason(line)).isEqualTo(Reason.METHOD_NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /bucket/key?uploads, INVALID_REQUEST",
    "GET /bucket/key?versions, INVALID_REQUEST",
    "PUT /bucket/key?partNumber=1, INVALID_ARGUMENT",
    "PUT /bucket/key?uploadId=u, INVALID_ARGUMENT",
    "PUT /bucket/key?uploadId=u&partNumber=0, INVALID_ARGUMENT",
    "PUT /bucket/key?uploadId=u&partNumber=10001, INVALID_ARGUMENT",
    "PUT /bucket/key?uploadId=u&partNumber=x, INVALID_ARGUMENT",
    "PUT /bucket/key?uploadId=&partNumber=1, NO_SUCH_UPLOAD",
    "GET /bucket/key?versionId=abc, NO_SUCH_VERSION",
    "DELETE /bucket/key?versionId=abc, NO_SUCH_VERSION",
    "GET /bucket/key?versionId=, INVALID_ARGUMENT",
    "GET /bucket/key?partNumber=0, INVALID_ARGUMENT",
    "GET /bucket/key?partNumber=, INVALID_ARGUMENT",
    "POST /bucket/dir/?uploads, DIRECTORY_OBJECT_CONTAINS_DATA",
    "GET /bucket?versions&version-id-marker=null, INVALID_ARGUMENT",
  })
  void a_query_that_makes_no_sense_is_refused(String line, Reason reason) {
    assertThat(reason(line)).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /bucket/key",
        "HEAD /bucket/key",
        "DELETE /bucket/key",
        "PUT /bucket",
        "GET /bucket",
        "POST /bucket/key?uploads"
      })
  void a_copy_source_belongs_to_copies(String line) {
    assertThat(reason(line, "x-amz-copy-source: a-bucket/key")).isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @CsvSource({
    "bucket.s3.example.com, GET /key, GetObject",
    "bucket.s3.example.com:9000, GET /key, GetObject",
    "bucket.S3.Example.COM, GET /, ListObjects",
    "my.bucket.s3.example.com, PUT /, CreateBucket",
    "s3.example.com, GET /bucket/key, GetObject",
    "s3.example.com:9000, GET /, ListBuckets",
    "localhost:9000, GET /, ListBuckets",
    "bucket.localhost, GET /bucket/key, GetObject",
    "[::1]:9000, GET /bucket/key, GetObject",
  })
  void buckets_are_found_in_the_host_of_configured_domains(
      String host, String line, String operation) {
    assertThat(route(line, "Host: " + host).operation()).isEqualTo(operation);
  }

  @Test
  void a_virtual_host_leaves_the_whole_path_to_the_key() {
    S3Request.GetObject get =
        route(S3Request.GetObject.class, "GET /a/b", "host: my.bucket.s3.example.com");
    assertThat(get.bucket()).isEqualTo("my.bucket");
    assertThat(get.key()).hasToString("a/b");
  }

  @Test
  void the_longest_domain_wins() {
    RequestRouter router =
        new RequestRouter(new RoutingSettings(List.of("example.com", "s3.example.com")));
    RequestHead head = Heads.head("GET /", "host: bucket.s3.example.com");
    assertThat(((S3Request.ListObjects) router.route(head)).bucket()).isEqualTo("bucket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".example.com", "a/b"})
  void a_domain_that_is_none_is_refused_at_the_start(String domain) {
    assertThatThrownBy(() -> new RoutingSettings(List.of(domain)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bucket",
        "bu_cket",
        "bu..cket",
        "bucket-",
        "-bucket",
        "bu-.cket",
        "bu.-cket",
        "ab",
        "192.168.0.1",
        "%2e%2e",
        "bu%2Fcket",
        ".sluice"
      })
  void a_bucket_that_can_not_be_is_refused(String bucket) {
    for (String method : List.of("GET", "PUT", "HEAD", "DELETE")) {
      assertThat(reason(method + " /" + bucket)).isEqualTo(Reason.INVALID_BUCKET_NAME);
      assertThat(reason(method + " /" + bucket + "/key")).isEqualTo(Reason.INVALID_BUCKET_NAME);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "., INVALID_KEY",
    ".., INVALID_KEY",
    "./, INVALID_KEY",
    "/., INVALID_KEY",
    "//, INVALID_KEY",
    "%2e%2e/x, INVALID_KEY",
    "..%2f..%2fetc/passwd, INVALID_KEY",
    "a/../../b, INVALID_KEY",
    "a//b, INVALID_KEY",
    "/a, INVALID_KEY",
    "a%00b, INVALID_KEY",
    ".sluice, INVALID_KEY",
    ".sluice/lease, INVALID_KEY",
    ".s3compat_uploads/x, INVALID_KEY",
    "a%2, INVALID_URI",
    "a%, INVALID_URI",
    "a%zz, INVALID_URI",
    "%ff, INVALID_URI",
    "%c0%ae, INVALID_URI",
    "%ed%a0%80, INVALID_URI",
  })
  void a_key_that_can_not_be_is_refused_in_every_operation(String key, Reason reason) {
    for (String method : List.of("GET", "PUT", "HEAD", "DELETE")) {
      assertThat(reason(method + " /bucket/" + key)).isEqualTo(reason);
    }
    assertThat(reason("POST /bucket/" + key + "?uploads")).isEqualTo(reason);
    assertThat(reason("PUT /bucket/" + key + "?uploadId=u&partNumber=1")).isEqualTo(reason);
  }

  @Test
  void long_keys_are_refused_and_the_longest_is_not() {
    String longest = ("a".repeat(255) + "/").repeat(4);
    assertThat(route("GET /bucket/" + longest)).isInstanceOf(S3Request.GetObject.class);
    assertThat(reason("GET /bucket/" + longest + "b")).isEqualTo(Reason.KEY_TOO_LONG);
    assertThat(reason("GET /bucket/" + "a".repeat(256))).isEqualTo(Reason.KEY_TOO_LONG);
    assertThat(reason("GET /bucket/" + "%C3%A4".repeat(128))).isEqualTo(Reason.KEY_TOO_LONG);
  }

  @ParameterizedTest
  @CsvSource({
    "a+b, a+b",
    "a%2Bb, a+b",
    "a%20b, a b",
    "a%2Fb, a/b",
    "%F0%9F%8C%8A, 🌊",
    "a..b, a..b",
    "..., ...",
    "..foo, ..foo",
    "foo../bar, foo../bar",
    "%2520, %20",
    "a%0Ab, 'a\nb'",
  })
  void keys_are_decoded_once(String raw, String key) {
    assertThat(route(S3Request.GetObject.class, "GET /bucket/" + raw).key()).hasToString(key);
  }

  @Test
  void octets_that_came_unencoded_are_read_as_utf_8() {
    String raw =
        new String(
            new byte[] {(byte) 0xc3, (byte) 0xa4}, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(route(S3Request.GetObject.class, "GET /bucket/" + raw).key()).hasToString("ä");
  }

  @Test
  void a_target_that_is_no_path_is_refused() {
    assertThat(reason("GET bucket")).isEqualTo(Reason.INVALID_URI);
    assertThat(reason("GET /bucket?prefix=%zz")).isEqualTo(Reason.INVALID_URI);
  }

  @Test
  void a_refusal_says_which_rule_was_broken() {
    assertThat(refusal("PUT /bucket/a/../b").message()).contains("'..'");
    assertThat(refusal("PUT /bucket/.sluice/x").message()).contains("keeps for itself");
  }
}
