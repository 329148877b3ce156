package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A changed file takes effect while the server runs; a bad one does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReloadIT {
  // Promised are 5 s; a busy machine gets more.
  private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(20));

  private static final String READ = "grants: [{volume: alpha, allow: [read]}]\n";

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private Path file;
  private Wire wire;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    // As a container platform mounts a settings file: by a link to a link, and a swap of the
    // latter.
    Files.createDirectory(folder.resolve("first"));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("first"));
    Files.writeString(folder.resolve("first/sluice.yaml"), "users: {}\n");
    file = Files.createSymbolicLink(folder.resolve("sluice.yaml"), Path.of("..data/sluice.yaml"));
    wire =
        Wire.start(
            "reload",
            List.of("--config", file.toString(), "--set", "background.settings-interval=50ms"));
    wire.put("seen", Content.utf8("seen"));
  }

  @AfterAll
  void stop() {
    wire.close();
    http.close();
  }

  private void write(String yaml) throws Exception {
    Path fresh = Files.writeString(folder.resolve("fresh.yaml"), yaml);
    Files.move(fresh, file.toRealPath(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a user gets for an object: 200, or the error's code. */
  private String tries(WireUser user) {
    try (S3Client s3 = user.client(wire.endpoint())) {
      s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("seen"));
      return "200";
    } catch (S3Exception refused) {
      return refused.awsErrorDetails().errorCode();
    }
  }

  private void becomes(WireUser user, String outcome) {
    SOON.untilAsserted(() -> assertThat(tries(user)).isEqualTo(outcome));
  }

  /** Empty when the object was taken, else the error's code. */
  private String refusalOf(int bytes) {
    try {
      wire.put("tried", new byte[bytes]);
      return "";
    } catch (S3Exception refused) {
      return refused.awsErrorDetails().errorCode();
    }
  }

  @Test
  void a_volume_that_is_served_takes_on_its_changed_settings() throws Exception {
    write("volume-defaults: {size: 1KiB}\n");
    SOON.untilAsserted(() -> assertThat(refusalOf(4096)).isNotEmpty());
    write("users: {}\n");
    SOON.untilAsserted(() -> assertThat(refusalOf(4096)).isEmpty());
  }

  @Test
  void users_keys_and_grants_come_and_go() throws Exception {
    WireUser anna = new WireUser("AKANNA", "anna-secret");
    assertThat(tries(anna)).isEqualTo("InvalidAccessKeyId");
    write("users: {anna: {keys: {AKANNA: {secret: anna-secret}}, " + READ.strip() + "}}\n");
    becomes(anna, "200");
    URI presigned;
    try (S3Presigner presigner = anna.presigner(wire.endpoint())) {
      presigned =
          presigner
              .presignGetObject(p ->
                  p.signatureDuration(Duration.ofHours(1))
                      .getObjectRequest(g -> g.bucket(BUCKET).key("seen")))
              .url()
              .toURI();
    }
    assertThat(get(presigned).statusCode()).isEqualTo(200);
    write("users: {anna: {keys: {AKANNA: {secret: anna-secret}}}}\n");
    becomes(anna, "AccessDenied");
    assertThat(get(presigned).statusCode()).isEqualTo(403);
    write("users: {anna: {" + READ.strip() + "}}\n");
    becomes(anna, "InvalidAccessKeyId");
    assertThat(get(presigned).body()).contains("InvalidAccessKeyId");
  }

  @Test
  void a_form_of_a_key_that_went_is_refused() throws Exception {
    WireUser hans = new WireUser("AKHANS", "hans-secret");
    String grant = "grants: [{volume: alpha, prefix: hans/, allow: [read, write]}]";
    write("users: {hans: {keys: {AKHANS: {secret: hans-secret}}, " + grant + "}}\n");
    becomes(hans, "AccessDenied");
    PostForms forms = new PostForms(wire.endpoint(), hans);
    Map<String, String> form = forms.signed(Map.of("key", "hans/form"), "");
    assertThat(forms.post(form, Content.utf8("1")).status()).isEqualTo(204);
    write("users: {hans: {" + grant + "}}\n");
    becomes(hans, "InvalidAccessKeyId");
    forms.post(form, Content.utf8("2")).isError(403, "InvalidAccessKeyId");
    assertThat(wire.get("hans/form")).isEqualTo(Content.utf8("1"));
  }

  @Test
  void a_file_with_a_secret_is_watched_too() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "first-secret\n");
    write(
        "users: {carl: {keys: {AKCARL: {secret-file: '" + secret + "'}}, " + READ.strip() + "}}\n");
    becomes(new WireUser("AKCARL", "first-secret"), "200");
    Files.writeString(secret, "other-secret\n");
    becomes(new WireUser("AKCARL", "other-secret"), "200");
    assertThat(tries(new WireUser("AKCARL", "first-secret"))).isEqualTo("SignatureDoesNotMatch");
  }

  @Test
  void a_swapped_link_is_a_change() throws Exception {
    Files.createDirectory(folder.resolve("second"));
    Files.writeString(
        folder.resolve("second/sluice.yaml"),
        "users: {dora: {keys: {AKDORA: {secret: dora-secret}}, " + READ.strip() + "}}\n");
    Files.createSymbolicLink(folder.resolve("..new"), Path.of("second"));
    Files.move(folder.resolve("..new"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    becomes(new WireUser("AKDORA", "dora-secret"), "200");
  }

  @Test
  void a_faulty_change_is_refused_whole_and_the_old_settings_stay() throws Exception {
    WireUser emma = new WireUser("AKEMMA", "emma-secret");
    String good = "users: {emma: {keys: {AKEMMA: {secret: emma-secret}}, " + READ.strip() + "}}\n";
    write(good);
    becomes(emma, "200");
    SOON.until(() -> status("/-/metrics").contains("sluice_config_reload_failed 0"));
    write("users: {fred: {keys: {AKFRED: {secret: fred-secret}}}}\nprot: 1\n");
    SOON.until(() -> status("/-/metrics").contains("sluice_config_reload_failed 1"));
    assertThat(tries(emma)).isEqualTo("200");
    assertThat(tries(new WireUser("AKFRED", "fred-secret"))).isEqualTo("InvalidAccessKeyId");
    assertThat(status("/-/status")).contains("\"refused\"", "prot: is not a known field");
    assertThat(get(admin().resolve("/-/ready")).statusCode()).isEqualTo(200);
    SOON.untilAsserted(
        () -> assertThat(wire.server().log()).contains("REFUSED").contains("line 2"));
    write(good);
    SOON.until(() -> status("/-/metrics").contains("sluice_config_reload_failed 0"));
  }

  @Test
  void what_waits_for_a_restart_is_named_and_the_rest_applied() throws Exception {
    write(
        "port: 1\nlimits: {max-put: 1MiB}\n"
            + "users: {gina: {keys: {AKGINA: {secret: gina-secret}}, "
            + READ.strip()
            + "}}\n");
    becomes(new WireUser("AKGINA", "gina-secret"), "200");
    // The port was given by a flag too, which beats the file.
    SOON.until(() -> wire.server().log().contains("wait for a restart: limits.max-put"));
  }

  @Test
  void a_user_can_not_have_the_administrators_key() throws Exception {
    write("users: {h: {keys: {" + ServerProcess.ACCESS_KEY + ": {secret: stolen-secret}}}}\n");
    SOON.until(() -> status("/-/status").contains("is the administrator's access key already"));
    refused(
        403,
        "SignatureDoesNotMatch",
        () -> {
          try (S3Client s3 =
              new WireUser(ServerProcess.ACCESS_KEY, "stolen-secret").client(wire.endpoint())) {
            s3.listBuckets();
          }
        });
    assertThat(wire.server().log()).doesNotContain("stolen-secret");
  }

  private URI admin() {
    String line =
        wire.server().log().lines().filter(l -> l.contains("management")).findFirst().orElseThrow();
    return URI.create(line.substring(line.indexOf("http")).strip());
  }

  private String status(String path) throws Exception {
    return get(admin().resolve(path)).body();
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
