package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.OTHER_BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What users of the settings may do over the wire, and what not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessIT {
  private static String users(Path secret) {
    return """
    request-log: true
    users:
      reader:
        keys: {AKREADER: {secret: reader-secret}}
        grants: [{volume: alpha, allow: [read]}]
      writer:
        keys: {AKWRITER: {secret: writer-secret}}
        grants: [{volume: alpha, prefix: team/, allow: [write]}]
      lister:
        keys: {AKLISTER: {secret: lister-secret}}
        grants: [{volume: alpha, prefix: team/, allow: [list]}]
      deleter:
        keys: {AKDELETER: {secret: deleter-secret}}
        grants: [{volume: alpha, prefix: team/, allow: [delete]}]
      team:
        keys: {AKTEAM: {secret: team-secret}, AKSECOND: {secret-file: "%s"}}
        grants:
          - {volume: alpha, prefix: team/, allow: [read, write, list, delete]}
          - {volume: alpha, allow: [read], expires: 2020-01-01T00:00:00Z}
          - {volume: beta, allow: [read], expires: 2020-01-01T00:00:00Z}
      every:
        keys: {AKEVERY: {secret-env: PATH}}
        grants: [{volume: "*", allow: [read, list]}]
      boss:
        administrator: true
        keys:
          AKBOSS: {secret: boss-secret}
          AKEXPIRED: {secret: boss-secret, expires: 2020-01-01T00:00:00Z}
          AKDISABLED: {secret: boss-secret, disabled: true}
    """
        .formatted(secret);
  }

  private static final Set<String> NOBODY = Set.of();

  private final Map<String, S3Client> clients = new HashMap<>();
  private Wire wire;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "from-a-file\n");
    Path file = Files.writeString(folder.resolve("users.yaml"), users(secret));
    wire = Wire.start("access", List.of("--config", file.toString()));
    for (String name : List.of("reader", "writer", "lister", "deleter", "team", "boss")) {
      clients.put(name, client("AK" + name.toUpperCase(Locale.ROOT), name + "-secret"));
    }
    clients.put("every", client("AKEVERY", Objects.requireNonNull(System.getenv("PATH"))));
    clients.put("second", client("AKSECOND", "from-a-file"));
  }

  @AfterAll
  void stop() {
    clients.values().forEach(S3Client::close);
    wire.close();
  }

  @BeforeEach
  void objects() {
    wire.put("team/there", Content.utf8("team"));
    wire.put("other/there", Content.utf8("other"));
  }

  private S3Client client(String accessKey, String secret) {
    return new WireUser(accessKey, secret).client(wire.endpoint());
  }

  private S3Client as(String name) {
    return Objects.requireNonNull(clients.get(name));
  }

  /** Lets everybody try; exactly the named ones may, all others get 403. */
  private void only(Set<String> allowed, Consumer<S3Client> call) {
    clients.forEach((name, client) -> {
      if (allowed.contains(name)) {
        call.accept(client);
      } else {
        refused(403, null, () -> call.accept(client));
      }
    });
  }

  @Test
  void reading_needs_read() {
    Set<String> readers = Set.of("reader", "team", "second", "every", "boss");
    only(readers, s3 -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("team/there")));
    only(readers, s3 -> s3.headObject(r -> r.bucket(BUCKET).key("team/there")));
    only(readers, s3 -> s3.getObjectTagging(r -> r.bucket(BUCKET).key("team/there")));
    only(
        Set.of("reader", "every", "boss"),
        s3 -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("other/there")));
  }

  @Test
  void a_form_needs_write_for_its_key() throws Exception {
    byte[] content = Content.utf8("form");
    for (String name : List.of("writer", "team", "boss")) {
      assertThat(form(name, "team/form-" + name).status()).as(name).isEqualTo(204);
      assertThat(wire.get("team/form-" + name)).isEqualTo(content);
    }
    assertThat(form("boss", "other/form").status()).isEqualTo(204);
    form("writer", "other/form-refused").isError(403, "AccessDenied");
    // The file's name is put in before the key is looked at.
    form("writer", "tea${filename}").isError(403, "AccessDenied");
    assertThat(form("writer", "team/${filename}").status()).isEqualTo(204);
    assertThat(wire.get("team/f 1.bin")).isEqualTo(content);
    for (String name : List.of("reader", "lister", "deleter")) {
      form(name, "team/form-refused").isError(403, "AccessDenied");
    }
    assertThat(wire.keys("")).noneMatch(key -> key.endsWith("-refused") || key.startsWith("teaf"));
  }

  private RawAnswer form(String name, String key) throws Exception {
    var user = new WireUser("AK" + name.toUpperCase(Locale.ROOT), name + "-secret");
    PostForms forms = new PostForms(wire.endpoint(), user);
    return forms.post(forms.signed(Map.of("key", key), ""), Content.utf8("form"));
  }

  @Test
  void writing_needs_write_also_over_what_is_there() {
    Set<String> writers = Set.of("writer", "team", "second", "boss");
    only(writers, s3 -> put(s3, "team/there"));
    only(Set.of("boss"), s3 -> put(s3, "other/new"));
    only(
        writers,
        s3 -> {
          String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("team/up")).uploadId();
          s3.uploadPart(
              r -> r.bucket(BUCKET).key("team/up").uploadId(id).partNumber(1),
              RequestBody.fromString("part"));
          s3.listParts(r -> r.bucket(BUCKET).key("team/up").uploadId(id));
          s3.abortMultipartUpload(r -> r.bucket(BUCKET).key("team/up").uploadId(id));
        });
  }

  @Test
  void listing_needs_list_on_the_prefix_that_is_asked_for() {
    Set<String> listers = Set.of("lister", "team", "second", "every", "boss");
    only(listers, s3 -> s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("team/")));
    only(listers, s3 -> s3.listObjects(r -> r.bucket(BUCKET).prefix("team/the")));
    only(listers, s3 -> s3.listMultipartUploads(r -> r.bucket(BUCKET).prefix("team/")));
    only(listers, s3 -> s3.headBucket(r -> r.bucket(BUCKET)));
    only(Set.of("every", "boss"), s3 -> s3.listObjectsV2(r -> r.bucket(BUCKET)));
    only(Set.of("every", "boss"), s3 -> s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("te")));
  }

  @Test
  void deleting_needs_delete() {
    only(
        Set.of("deleter", "team", "second", "boss"),
        s3 -> s3.deleteObject(r -> r.bucket(BUCKET).key("team/there")));
    only(Set.of("boss"), s3 -> s3.deleteObject(r -> r.bucket(BUCKET).key("other/there")));
  }

  @Test
  void each_key_of_delete_objects_is_decided_on_its_own() {
    DeleteObjectsResponse answer =
        as("deleter")
            .deleteObjects(r ->
                r.bucket(BUCKET)
                    .delete(d ->
                        d.objects(
                            ObjectIdentifier.builder().key("team/there").build(),
                            ObjectIdentifier.builder().key("other/there").build())));
    assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("team/there");
    assertThat(answer.errors()).extracting(S3Error::key).containsExactly("other/there");
    assertThat(answer.errors()).extracting(S3Error::code).containsExactly("AccessDenied");
    assertThat(wire.exists("team/there")).isFalse();
    assertThat(wire.exists("other/there")).isTrue();
  }

  @Test
  void a_copy_needs_read_on_its_source_and_write_on_its_destination() {
    only(Set.of("team", "second", "boss"), s3 -> copy(s3, "team/there", "team/copy"));
    only(Set.of("boss"), s3 -> copy(s3, "other/there", "team/copy"));
    only(Set.of("boss"), s3 -> copy(s3, "team/there", "other/copy"));
  }

  @Test
  void buckets_and_their_rules_are_for_administrators() {
    CORSRule rule = CORSRule.builder().allowedMethods("GET").allowedOrigins("http://a.b").build();
    only(
        Set.of("boss"),
        s3 -> s3.putBucketCors(r -> r.bucket(BUCKET).corsConfiguration(c -> c.corsRules(rule))));
    only(Set.of("boss"), s3 -> s3.deleteBucketCors(r -> r.bucket(BUCKET)));
    only(
        Set.of("boss"),
        s3 -> {
          s3.createBucket(r -> r.bucket("made-by-boss"));
          s3.deleteBucket(r -> r.bucket("made-by-boss"));
        });
    only(
        NOBODY,
        s3 ->
            s3.deleteBucket(
                r -> r.bucket(OTHER_BUCKET + "-none").expectedBucketOwner("somebody else")));
  }

  @Test
  void list_buckets_shows_where_a_key_may_do_anything() {
    assertThat(buckets("writer")).containsExactly(BUCKET);
    assertThat(buckets("team")).as("an expired grant shows nothing").containsExactly(BUCKET);
    assertThat(buckets("every")).containsExactly(BUCKET, OTHER_BUCKET);
    assertThat(buckets("boss")).containsExactly(BUCKET, OTHER_BUCKET);
  }

  @Test
  void what_may_not_be_listed_is_denied_rather_than_missing() {
    Map<String, String> codes =
        Map.of("reader", "AccessDenied", "team", "NoSuchKey", "every", "NoSuchKey");
    codes.forEach((name, code) ->
        refused(
            code.equals("NoSuchKey") ? 404 : 403,
            code,
            () -> as(name).getObjectAsBytes(r -> r.bucket(BUCKET).key("team/none"))));
    refused(403, null, () -> as("reader").headObject(r -> r.bucket(BUCKET).key("none")));
    refused(404, null, () -> as("every").headObject(r -> r.bucket(BUCKET).key("none")));
    refused(403, "AccessDenied", () -> as("team").listObjectsV2(r -> r.bucket("none")));
    refused(403, "AccessDenied", () -> as("team").getBucketLocation(r -> r.bucket("beta")));
    refused(404, "NoSuchBucket", () -> as("every").listObjectsV2(r -> r.bucket("none")));
    refused(404, "NoSuchBucket", () -> as("boss").listObjectsV2(r -> r.bucket("none")));
  }

  @Test
  void a_copy_of_what_is_missing_tells_only_who_may_list() {
    refused(404, "NoSuchKey", () -> copy(as("team"), "team/none", "team/copy"));
    refused(404, "NoSuchKey", () -> copy(as("boss"), "none", "team/copy"));
  }

  @Test
  void an_expired_or_disabled_key_is_unknown() {
    for (String key : List.of("AKEXPIRED", "AKDISABLED")) {
      try (S3Client s3 = client(key, "boss-secret")) {
        refused(403, "InvalidAccessKeyId", s3::listBuckets);
      }
    }
  }

  @Test
  void everything_belongs_to_the_administrator_whoever_wrote_it() {
    put(as("team"), "team/owned");
    String owner = wire.s3().listBuckets().owner().id();
    S3Object listed =
        as("team")
            .listObjectsV2(r -> r.bucket(BUCKET).prefix("team/owned").fetchOwner(true))
            .contents()
            .getFirst();
    assertThat(listed.owner().id()).isEqualTo(owner);
    as("team").headObject(r -> r.bucket(BUCKET).key("team/owned").expectedBucketOwner(owner));
    refused(
        403,
        null,
        () ->
            wire.s3()
                .headObject(
                    r -> r.bucket(BUCKET).key("team/owned").expectedBucketOwner("111122223333")));
  }

  @Test
  void a_request_is_logged_and_counted_by_its_operation_and_no_secret_shows() throws Exception {
    put(as("team"), "team/logged");
    refused(403, null, () -> put(as("team"), "other/logged"));
    String line = "user=\"team\" accessKey=\"AKTEAM\" volume=\"alpha\" key=\"other/logged\"";
    // Said when the answer is out; it takes its way through a pipe.
    await()
        .untilAsserted(() ->
            assertThat(wire.server().log())
                .contains("PutObject")
                .contains(line + " error=\"AccessDenied\" method=\"PUT\" status=\"403\"")
                .contains("remote=\"127.0.0.1\""));
    String admin =
        wire.server().log().lines().filter(l -> l.contains("management")).findFirst().orElseThrow();
    URI status = URI.create(admin.substring(admin.indexOf("http")).strip());
    assertThat(get(status.resolve("/-/metrics")))
        .contains("sluice_requests_seconds_count{operation=\"PutObject\",status=\"403\"}")
        .contains("sluice_config_reload_failed 0");
    for (String text :
        List.of(wire.server().log(), get(status), get(status.resolve("/-/metrics")))) {
      assertThat(text)
          .doesNotContain("-secret")
          .doesNotContain("from-a-file")
          .doesNotContain(ServerProcess.SECRET_KEY);
    }
  }

  private static String get(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private List<String> buckets(String name) {
    return as(name).listBuckets().buckets().stream().map(Bucket::name).toList();
  }

  private static void put(S3Client s3, String key) {
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("new"));
  }

  private static void copy(S3Client s3, String from, String to) {
    s3.copyObject(
        r -> r.sourceBucket(BUCKET).sourceKey(from).destinationBucket(BUCKET).destinationKey(to));
  }
}
